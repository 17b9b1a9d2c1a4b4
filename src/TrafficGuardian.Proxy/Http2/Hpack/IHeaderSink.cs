namespace TrafficGuardian.Proxy.Http2.Hpack;

/// <summary>Takes the fields of one header list in order.</summary>
internal interface IHeaderSink
{
    /// <returns>False where the list has grown beyond what the sink takes; decoding then stops.</returns>
    bool Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value);
}
