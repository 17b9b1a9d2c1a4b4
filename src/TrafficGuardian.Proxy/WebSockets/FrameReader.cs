using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TrafficGuardian.Proxy.WebSockets;

/// <summary>
/// Reads the frames of one direction (RFC 6455 section 5) from pieces of any size, and holds them to the rules by which
/// both ends find the same frames. Holds no payload: it is handed on as it comes.
/// </summary>
/// <remarks>
/// A length written with more bytes than it needs is followed, against section 5.2: its meaning is plain, and most
/// implementations take it. Frames behind a close frame are followed too: nothing keeps a peer from reading them.
/// </remarks>
/// <param name="masked">Whether this direction masks its frames: a client must and a server must not (section 5.1).</param>
/// <param name="extensions">What the two ends agreed on.</param>
internal sealed class FrameReader(bool masked, NegotiatedExtensions extensions)
{
    private const int StartLength = 2;
    private const int LongestHeader = 14;
    private const int KeyLength = 4;
    private const int MostControlPayload = 125;

    private readonly byte[] _header = new byte[LongestHeader];
    private int _headerRead;
    private bool _inPayload;
    private long _payloadLeft;
    private int _keyAt;

    /// <summary>A message has begun and its final frame has not (section 5.4).</summary>
    private bool _fragmented;
    private bool _begins;

    private bool IsFinal => (_header[0] & 0x80) != 0;

    private bool Rsv1 => (_header[0] & 0x40) != 0;

    private bool Rsv2Or3 => (_header[0] & 0x30) != 0;

    private Opcode Opcode => (Opcode)(_header[0] & 0x0F);

    private bool IsControl => (_header[0] & 0x08) != 0;

    /// <summary>Neither 0 to 2 nor 8 to 10.</summary>
    private bool IsReserved => (_header[0] & 0x07) > 2;

    /// <summary>The length, or how many bytes hold it.</summary>
    private int ShortLength => _header[1] & 0x7F;

    private int LengthLength => ShortLength switch { 127 => 8, 126 => 2, _ => 0 };

    private int HeaderLength => StartLength + LengthLength + (masked ? KeyLength : 0);

    /// <summary>Takes the next part off the front of <paramref name="input"/>. Not to be called again where it failed.</summary>
    public FrameStatus Read(ref ReadOnlySpan<byte> input, out FramePart part)
    {
        part = default;
        if (!_inPayload)
        {
            var status = ReadHeader(ref input);
            if (status != FrameStatus.Part)
                return status;
        }

        if (_payloadLeft > 0 && input.IsEmpty)
            return FrameStatus.NeedMore;

        part = TakePayload(ref input);
        return FrameStatus.Part;
    }

    private FrameStatus ReadHeader(ref ReadOnlySpan<byte> input)
    {
        if (_headerRead < StartLength)
        {
            if (!Collect(ref input, StartLength))
                return FrameStatus.NeedMore;
            var status = CheckStart();
            if (status != FrameStatus.Part)
                return status;
        }

        if (!Collect(ref input, HeaderLength))
            return FrameStatus.NeedMore;

        _payloadLeft = LengthLength switch
        {
            8 => BinaryPrimitives.ReadInt64BigEndian(_header.AsSpan(StartLength)),
            2 => BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(StartLength)),
            _ => ShortLength,
        };
        _inPayload = true;
        _begins = !IsControl && !_fragmented;
        if (!IsControl)
            _fragmented = !IsFinal;
        // The most significant bit of a length of 64 bits must be 0.
        return _payloadLeft >= 0 ? FrameStatus.Part : FrameStatus.Malformed;
    }

    private bool Collect(ref ReadOnlySpan<byte> input, int length)
    {
        var taken = Math.Min(length - _headerRead, input.Length);
        input[..taken].CopyTo(_header.AsSpan(_headerRead));
        input = input[taken..];
        _headerRead += taken;
        return _headerRead == length;
    }

    private FrameStatus CheckStart()
    {
        var extended = Rsv2Or3 || IsReserved || (Rsv1 && !MayBeCompressed());
        if (extended && extensions.Unknown)
            return FrameStatus.Unknown;

        var inOrder = IsControl ? IsFinal && ShortLength <= MostControlPayload : Opcode == Opcode.Continuation == _fragmented;
        return !extended && inOrder && (_header[1] & 0x80) != 0 == masked ? FrameStatus.Part : FrameStatus.Malformed;
    }

    /// <summary>RSV1 stands in the first frame of a message only (RFC 7692 section 6.1).</summary>
    private bool MayBeCompressed() => extensions.Deflate is not null && Opcode is Opcode.Text or Opcode.Binary;

    private FramePart TakePayload(ref ReadOnlySpan<byte> input)
    {
        var taken = (int)Math.Min(_payloadLeft, input.Length);
        _payloadLeft -= taken;
        var ends = _payloadLeft == 0;
        var part = new FramePart
        {
            IsControl = IsControl,
            BeginsMessage = _begins,
            Compressed = _begins && Rsv1,
            EndsFrame = ends,
            EndsMessage = ends && IsFinal && !IsControl,
            Payload = input[..taken],
            Key = Key(),
        };

        input = input[taken..];
        _begins = false;
        _keyAt = ends ? 0 : (_keyAt + taken) % KeyLength;
        _inPayload = !ends;
        if (ends)
            _headerRead = 0;
        return part;
    }

    private uint Key()
    {
        if (!masked)
            return 0;

        Span<byte> key = stackalloc byte[KeyLength];
        for (var i = 0; i < KeyLength; i++)
            key[i] = _header[HeaderLength - KeyLength + ((_keyAt + i) % KeyLength)];
        return MemoryMarshal.Read<uint>(key);
    }
}
