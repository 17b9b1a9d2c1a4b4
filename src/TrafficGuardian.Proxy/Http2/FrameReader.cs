using System.Buffers.Binary;

namespace TrafficGuardian.Proxy.Http2;

/// <summary>
/// Reads the frames of one direction (RFC 9113 section 4.1) from pieces of any size. Holds no content:
/// a frame's content is handed on as it comes.
/// </summary>
internal sealed class FrameReader
{
    private const int HeaderLength = 9;

    /// <summary>A frame's header, then its fixed fields: pad length, priority, another stream's id.</summary>
    private readonly byte[] _fixed = new byte[HeaderLength];
    private int _fixedRead;
    private int _fieldsLength;
    private Stage _stage;

    private FrameType _type;
    private FrameFlags _flags;
    private int _streamId;
    private int _otherStreamId;
    private int _contentLeft;
    private int _paddingLeft;

    private enum Stage
    {
        Header,
        Fields,
        Content,
        Padding,
    }

    /// <summary>Takes the next part off the front of <paramref name="input"/>.</summary>
    public FrameStatus Read(ref ReadOnlySpan<byte> input, out FramePart part)
    {
        part = default;
        if (_stage == Stage.Padding && !SkipPadding(ref input))
        {
            return FrameStatus.NeedMore;
        }

        if (_stage == Stage.Header)
        {
            if (!Collect(ref input, HeaderLength))
            {
                return FrameStatus.NeedMore;
            }

            if (!TakeHeader())
            {
                return FrameStatus.Malformed;
            }
        }

        if (_stage == Stage.Fields)
        {
            if (!Collect(ref input, _fieldsLength))
            {
                return FrameStatus.NeedMore;
            }

            if (!TakeFields())
            {
                return FrameStatus.Malformed;
            }
        }

        return TakeContent(ref input, out part);
    }

    private bool SkipPadding(ref ReadOnlySpan<byte> input)
    {
        int taken = Math.Min(_paddingLeft, input.Length);
        input = input[taken..];
        _paddingLeft -= taken;
        _stage = _paddingLeft == 0 ? Stage.Header : Stage.Padding;
        return _paddingLeft == 0;
    }

    private bool Collect(ref ReadOnlySpan<byte> input, int length)
    {
        int taken = Math.Min(length - _fixedRead, input.Length);
        input[..taken].CopyTo(_fixed.AsSpan(_fixedRead));
        input = input[taken..];
        _fixedRead += taken;
        if (_fixedRead < length)
        {
            return false;
        }

        _fixedRead = 0;
        return true;
    }

    private bool TakeHeader()
    {
        uint lengthAndType = BinaryPrimitives.ReadUInt32BigEndian(_fixed);
        _contentLeft = (int)(lengthAndType >> 8);
        _type = (FrameType)(byte)lengthAndType;
        _flags = (FrameFlags)_fixed[4];
        _streamId = ReadStreamId(5);
        _otherStreamId = 0;
        _paddingLeft = 0;
        _fieldsLength = PadFieldLength() + FieldsBehindPadding();
        _contentLeft -= _fieldsLength;
        _stage = Stage.Fields;
        return _contentLeft >= 0;
    }

    private bool TakeFields()
    {
        int pad = PadFieldLength();
        _paddingLeft = pad == 1 ? _fixed[0] : 0;
        _otherStreamId = _type is FrameType.PushPromise or FrameType.GoAway ? ReadStreamId(pad) : 0;
        _contentLeft -= _paddingLeft;
        _stage = Stage.Content;
        return _contentLeft >= 0;
    }

    private FrameStatus TakeContent(ref ReadOnlySpan<byte> input, out FramePart part)
    {
        part = default;
        int taken = Math.Min(_contentLeft, input.Length);
        if (taken == 0 && _contentLeft > 0)
        {
            return FrameStatus.NeedMore;
        }

        _contentLeft -= taken;
        part = new FramePart
        {
            Type = _type,
            Flags = _flags,
            StreamId = _streamId,
            OtherStreamId = _otherStreamId,
            Content = input[..taken],
            Last = _contentLeft == 0,
        };
        input = input[taken..];
        _stage = _contentLeft > 0 ? Stage.Content : _paddingLeft > 0 ? Stage.Padding : Stage.Header;
        return FrameStatus.Part;
    }

    private int PadFieldLength() =>
        (_flags & FrameFlags.Padded) != FrameFlags.None && _type is FrameType.Data or FrameType.Headers or FrameType.PushPromise ? 1 : 0;

    private int FieldsBehindPadding() => _type switch
    {
        FrameType.Headers when (_flags & FrameFlags.Priority) != FrameFlags.None => 5,
        FrameType.PushPromise => 4,
        FrameType.GoAway => 8,
        _ => 0,
    };

    /// <summary>31 bits; the first is reserved.</summary>
    private int ReadStreamId(int at) => (int)(BinaryPrimitives.ReadUInt32BigEndian(_fixed.AsSpan(at)) & 0x7FFF_FFFF);
}
