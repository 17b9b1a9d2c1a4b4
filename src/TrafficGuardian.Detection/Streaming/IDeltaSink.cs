namespace TrafficGuardian.Detection.Streaming;

/// <summary>Takes the text that a <see cref="DeltaReader"/> picks out.</summary>
internal interface IDeltaSink
{
    /// <summary>The next piece of a text that comes in pieces.</summary>
    /// <param name="channel">Which text; equal for pieces that belong together.</param>
    /// <param name="text">The piece, its JSON escapes undone.</param>
    void Take(ulong channel, ReadOnlySpan<byte> text);
}
