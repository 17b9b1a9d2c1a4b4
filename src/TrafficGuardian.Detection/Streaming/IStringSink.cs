namespace TrafficGuardian.Detection.Streaming;

/// <summary>Takes the values that a message sends.</summary>
internal interface IStringSink
{
    /// <summary>A value, or the next part of one.</summary>
    /// <param name="key">Stands for the name of the value; equal for equal names.</param>
    /// <param name="text">The part, its escapes undone.</param>
    /// <param name="starts">Whether the value begins here.</param>
    void Take(ulong key, ReadOnlySpan<byte> text, bool starts);
}
