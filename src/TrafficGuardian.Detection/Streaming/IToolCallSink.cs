namespace TrafficGuardian.Detection.Streaming;

/// <summary>Takes the calls that <see cref="ToolCalls"/> finds.</summary>
internal interface IToolCallSink
{
    /// <summary>A tool is called. The call is valid until this returns.</summary>
    void Take(ToolCall call);

    /// <summary>A tool has answered with a text.</summary>
    void TakeResult(ReadOnlySpan<byte> text);
}
