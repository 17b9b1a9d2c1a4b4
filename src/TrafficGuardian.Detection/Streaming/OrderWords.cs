using System.Buffers;
using System.Text;

namespace TrafficGuardian.Detection.Streaming;

/// <summary>
/// Tells whether descriptions of tools hold what a description of a result or a parameter does not: addresses, paths, secrets, words
/// that command whoever reads them. Reads them as they come; what stands across two pieces is found however they are cut.
/// </summary>
internal sealed class OrderWords
{
    private const int Longest = 24;
    private const int Window = 512;

    private static readonly SearchValues<string> Words = SearchValues.Create(
        [
            "http://", "https://", "~/", "/etc/", ".ssh", ".env", ".aws", "curl", "wget", "do not", "don't", "must", "always", "never", "before ",
            "first", "important", "instead", "ignore", "disregard", "secret", "credential", "password", "token", "api key", "apikey", "private",
            "system prompt", "conversation", "send", "upload", "forward", "the user", "append", "include the", "execute", "run ", "call ",
        ],
        StringComparison.OrdinalIgnoreCase);

    private readonly char[] _text = new char[Window];
    private int _length;
    private bool _found;

    public void Add(ReadOnlySpan<byte> part)
    {
        while (!part.IsEmpty && !_found)
        {
            if (_length == Window)
                Look(kept: Longest);
            var taken = Math.Min(part.Length, Window - _length);
            Encoding.Latin1.GetChars(part[..taken], _text.AsSpan(_length));
            _length += taken;
            part = part[taken..];
        }
    }

    /// <summary>Whether there were any. Begins anew.</summary>
    public bool Take()
    {
        Look(kept: 0);
        var found = _found;
        _found = false;
        return found;
    }

    private void Look(int kept)
    {
        _found = _found || _text.AsSpan(0, _length).ContainsAny(Words);
        kept = Math.Min(kept, _length);
        _text.AsSpan(_length - kept, kept).CopyTo(_text);
        _text.AsSpan(kept).Clear();
        _length = kept;
    }
}
