using System.Runtime.InteropServices;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>
/// The long stretches that a decoder's latest step took over byte for byte, so that what is known of them need not be found
/// out again.
/// </summary>
internal sealed class KeptStretches
{
    /// <summary>Shorter ones are not told: looking at them again costs no more.</summary>
    public const int Shortest = 80;

    private readonly List<KeptStretch> _all = [];
    private KeptStretch _open;

    /// <summary>What was kept, in order, up to the latest <see cref="Close"/>.</summary>
    public ReadOnlySpan<KeptStretch> All => CollectionsMarshal.AsSpan(_all);

    /// <summary>A step begins.</summary>
    public void Begin()
    {
        _all.Clear();
        _open = default;
    }

    /// <summary>Adds bytes that were taken over. What goes on with the bytes before is one stretch with them.</summary>
    public void Add(int input, int output, int length)
    {
        if (input == _open.Input + _open.Length && output == _open.Output + _open.Length)
        {
            _open = _open with { Length = _open.Length + length };
            return;
        }

        Close();
        _open = new KeptStretch(input, output, length);
    }

    /// <summary>The step ends.</summary>
    public void Close()
    {
        if (_open.Length >= Shortest)
            _all.Add(_open);
    }
}
