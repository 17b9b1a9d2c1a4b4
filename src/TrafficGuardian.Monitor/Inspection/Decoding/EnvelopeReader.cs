using System.Buffers.Binary;

namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>
/// Reads a body of envelopes (gRPC over HTTP/2, "Length-Prefixed-Message"; Connect, "Enveloped-Message"): a flag byte, four bytes of
/// length, the message. Prefixes are left out, compressed messages inflated each for itself, messages set apart by a line's end.
/// From where a prefix is none the body is taken as it is.
/// </summary>
/// <param name="kind">Whose envelopes they are.</param>
/// <param name="coding">How a message is compressed that says so; null where that is not known.</param>
/// <param name="maxBytes">Most bytes that compressed messages may yield together.</param>
/// <param name="output">Takes what the messages hold.</param>
internal sealed class EnvelopeReader(EnvelopeKind kind, ContentCoding? coding, int maxBytes, DecodedBytes output)
{
    private const int PrefixBytes = 5;
    private const byte Compressed = 1;

    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    private readonly byte[] _prefix = new byte[PrefixBytes];
    private int _prefixLength;
    private uint _left;
    private long _yielded;
    private bool _isRaw;
    private CodedBody? _message;

    /// <summary>Whether something was not an envelope, or did not decode.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether compressed messages hold more than may be looked at; nothing more is given out.</summary>
    public bool IsLimitReached { get; private set; }

    public long HeldBytes => _message?.HeldBytes ?? 0;

    public void Push(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty && !IsLimitReached)
        {
            if (_isRaw)
            {
                output(bytes);
                return;
            }

            bytes = bytes[(_left > 0 ? ReadMessage(bytes) : ReadPrefix(bytes))..];
        }
    }

    /// <summary>Nothing more comes.</summary>
    public void End()
    {
        if (_left > 0)
        {
            EndMessage();
        }
        else
        {
            // A prefix that was cut off may be no prefix.
            output(_prefix.AsMemory(0, _prefixLength));
        }
    }

    public void Release() => _message?.Release();

    private int ReadPrefix(ReadOnlyMemory<byte> bytes)
    {
        var taken = Math.Min(bytes.Length, PrefixBytes - _prefixLength);
        bytes.Span[..taken].CopyTo(_prefix.AsSpan(_prefixLength));
        _prefixLength += taken;
        if (!IsFlag(_prefix[0]))
        {
            _isRaw = IsBroken = true;
            output(_prefix.AsMemory(0, _prefixLength));
            _prefixLength = 0;
        }
        else if (_prefixLength == PrefixBytes)
        {
            _prefixLength = 0;
            _left = BinaryPrimitives.ReadUInt32BigEndian(_prefix.AsSpan(1));
            if (_left > 0 && (_prefix[0] & Compressed) != 0)
            {
                _message = Decoding();
            }
        }

        return taken;
    }

    private int ReadMessage(ReadOnlyMemory<byte> bytes)
    {
        var taken = (int)Math.Min(_left, (uint)bytes.Length);
        if (_message is { } message)
        {
            message.Push(bytes[..taken]);
            IsBroken |= message.IsBroken;
            IsLimitReached |= message.IsLimitReached;
        }
        else
        {
            output(bytes[..taken]);
        }

        _left -= (uint)taken;
        if (_left == 0)
        {
            EndMessage();
        }

        return taken;
    }

    private void EndMessage()
    {
        if (_message is { } message)
        {
            message.End();
            IsBroken |= message.IsBroken;
            _yielded += message.DecodedBytes;
            message.Release();
            _message = null;
        }

        _left = 0;
        output(LineEnd);
    }

    private CodedBody? Decoding()
    {
        if (coding is { } known && BodyDecoder.TryMake([known], (int)(maxBytes - _yielded), out var decoder))
        {
            return new CodedBody(decoder, output);
        }

        IsBroken = true;
        return null;
    }

    private bool IsFlag(byte flag) => kind == EnvelopeKind.Connect ? flag <= 3 : (flag & 0x7F) <= 1;
}
