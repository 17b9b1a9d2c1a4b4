using TrafficGuardian.Proxy.Http2.Hpack;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Http2;

/// <summary>One direction of a connection: what its bytes are read with, and what it has opened.</summary>
internal sealed class Http2Side(MessageSide message, int maxHeadBytes)
{
    private bool _begun;

    /// <summary>Whose messages this direction carries.</summary>
    public MessageSide Message => message;

    public FrameReader Frames { get; } = new();

    public HeaderBlock Block { get; } = new(maxHeadBytes);

    /// <summary>Decodes what this direction sends.</summary>
    public HpackDecoder Headers { get; } = new();

    public SettingsReader Settings { get; } = new();

    /// <summary>The highest stream that this direction has opened (downstream: odd) or promised (upstream: even).</summary>
    public int LastStreamId { get; set; }

    /// <summary>Whether the peer that sends here sends no more.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Whether a stream's id is one that this direction gives (RFC 9113 section 5.1.1).</summary>
    public bool Owns(int streamId) => streamId != 0 && (streamId & 1) == (message == MessageSide.Request ? 1 : 0);

    /// <summary>Whether the part's frame may stand here: SETTINGS first (RFC 9113 section 3.4), header blocks unbroken.</summary>
    public bool Allows(in FramePart part)
    {
        bool first = !_begun;
        _begun = true;
        return first ? part.Type == FrameType.Settings && !part.Has(FrameFlags.Ack) : Block.Allows(part);
    }
}
