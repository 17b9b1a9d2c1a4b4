namespace TrafficGuardian.Detection.Matching;

/// <summary>
/// Tells for many places at once where the window of some literal may begin: tables say for each byte at each position of
/// a window which buckets of windows it fits (the idea of Hyperscan's Teddy).
/// </summary>
internal abstract class Fingerprint
{
    /// <summary>Places that one mark tells of.</summary>
    public const int Block = 64;

    /// <summary>Bytes behind the last place that are read too.</summary>
    public const int Beyond = LiteralWindow.Size - 1;

    /// <summary>The window chosen for each literal.</summary>
    public abstract IReadOnlyList<LiteralWindow> Windows { get; }

    /// <summary>The share of places in ordinary traffic that are expected to pass.</summary>
    public abstract double Rate { get; }

    /// <summary>The one that this machine runs fastest.</summary>
    public static Fingerprint Of(IReadOnlyCollection<Literal> literals) =>
        AsciiFingerprint.IsSupported ? new AsciiFingerprint(literals) : new NibbleFingerprint(literals);

    /// <summary>Marks the places that pass.</summary>
    /// <param name="text"><see cref="Block"/> bytes for each mark, and <see cref="Beyond"/> more.</param>
    /// <param name="marks">A bit for each place, the lowest first.</param>
    public abstract void Mark(ReadOnlySpan<byte> text, Span<ulong> marks);
}
