namespace TrafficGuardian.Detection.Streaming;

/// <summary>Takes the objects that <see cref="JsonObjects"/> finds.</summary>
internal interface IJsonObjectSink
{
    /// <summary>One object that no other holds, from brace to brace; its end may be missing where it was too long or cut off.</summary>
    void Take(ReadOnlySpan<byte> json);
}
