namespace TrafficGuardian.Proxy.Http2;

/// <summary>
/// Joins the fragments of one direction's header blocks. Nothing else may stand between a HEADERS or PUSH_PROMISE frame
/// and its CONTINUATIONs (RFC 9113 section 4.3).
/// </summary>
internal sealed class HeaderBlock(int maxBytes)
{
    private readonly ByteBuffer _bytes = new();
    private bool _open;
    private bool _insideFrame;

    /// <summary>The stream that the block came on.</summary>
    public int StreamId { get; private set; }

    /// <summary>Whether the block is a promise's.</summary>
    public bool IsPush { get; private set; }

    /// <summary>The stream that a promise promises.</summary>
    public int PromisedId { get; private set; }

    /// <summary>Whether the message ends with this block.</summary>
    public bool EndStream { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.Written;

    /// <summary>Whether a frame that this part belongs to may stand here at all.</summary>
    public bool Allows(in FramePart part) =>
        _insideFrame || (_open ? part.Type == FrameType.Continuation && part.StreamId == StreamId : part.Type != FrameType.Continuation);

    /// <summary>Adds a part of a HEADERS, PUSH_PROMISE or CONTINUATION frame.</summary>
    /// <param name="part">What <see cref="Allows"/> allows.</param>
    /// <param name="complete">Whether the block is whole with this part.</param>
    /// <returns>False where the block is longer than any that is followed.</returns>
    public bool TryAppend(in FramePart part, out bool complete)
    {
        complete = part.Last && part.Has(FrameFlags.EndHeaders);
        if (!_open)
        {
            StreamId = part.StreamId;
            IsPush = part.Type == FrameType.PushPromise;
            PromisedId = part.OtherStreamId;
            EndStream = part.Type == FrameType.Headers && part.Has(FrameFlags.EndStream);
        }

        _open = !complete;
        _insideFrame = !part.Last;
        if (_bytes.Length + part.Content.Length > maxBytes)
        {
            return false;
        }

        _bytes.Append(part.Content);
        return true;
    }

    /// <summary>Forgets the bytes.</summary>
    public void Release() => _bytes.Release();
}
