namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>
/// A body that is said to be encoded, on its way to a scan: decoded, and from where it does not decode as it is. One that was never
/// encoded (whatever its head says) breaks within its first bytes: these are kept, so that none of it is missed.
/// </summary>
/// <param name="decoder">Undoes the codings; disposed when the body is released.</param>
/// <param name="output">Takes what comes out.</param>
internal sealed class CodedBody(BodyDecoder decoder, DecodedBytes output)
{
    private readonly EncodedPrefix _prefix = new();

    /// <summary>Whether the body does not decode.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether it decodes to more than may be looked at; what comes after that is left out.</summary>
    public bool IsLimitReached { get; private set; }

    /// <summary>Bytes that came out of the decoder.</summary>
    public long DecodedBytes => decoder.DecodedBytes;

    public long HeldBytes => IsBroken ? 0 : decoder.HeldBytes;

    public void Push(ReadOnlyMemory<byte> bytes)
    {
        if (IsBroken)
        {
            output(bytes);
            return;
        }

        if (IsLimitReached)
        {
            return;
        }

        switch (decoder.Push(bytes, output))
        {
            case DecodeOutcome.LimitReached:
                IsLimitReached = true;
                break;
            case DecodeOutcome.Broken:
                GiveUp();
                output(bytes);
                break;
            default:
                _prefix.Append(bytes.Span);
                break;
        }
    }

    /// <summary>Nothing more comes. A body of which nothing decoded is taken as it is.</summary>
    public void End()
    {
        if (!IsBroken && decoder.DecodedBytes == 0 && !_prefix.Bytes.IsEmpty)
        {
            GiveUp();
        }
    }

    public void Release()
    {
        decoder.Dispose();
        _prefix.Clear();
    }

    private void GiveUp()
    {
        IsBroken = true;
        decoder.Dispose();
        if (_prefix.IsWhole)
        {
            output(_prefix.Bytes);
        }

        _prefix.Clear();
    }
}
