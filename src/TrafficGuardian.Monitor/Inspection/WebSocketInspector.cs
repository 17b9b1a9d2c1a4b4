using TrafficGuardian.Detection;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Inspection.Decoding;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// Reads the messages of one side of a WebSocket connection, each as a message of its own. Used by one worker at a time.
/// <list type="number">
/// <item>A message takes an inspector when it begins, and an inflater where it is compressed.</item>
/// <item>It is inflated as it comes, and its first bytes are scanned, as many as may be.</item>
/// <item>When it ends both are given back; the window stays where the next message may refer to it.</item>
/// </list>
/// Once a compressed message could not be followed to its end, those behind it on the same context can't be either: the context is
/// given up. Messages that are not compressed are read all the same.
/// </summary>
internal sealed class WebSocketInspector(InspectionPipeline pipeline, MessageContext context, bool takeover)
{
    /// <summary>How many times as much is inflated as is scanned, for what comes behind it.</summary>
    private const int ContextFactor = 16;

    private readonly ConnectionTexts _texts = new(pipeline, context);
    private readonly InflateWindow? _window = takeover ? new InflateWindow(pipeline.Windows) : null;
    private MessageInspector? _message;
    private CodedBody? _coded;
    private int _room;
    private bool _isTruncated;
    private bool _usesContext;
    private bool _isBrokenReported;

    /// <summary>Whether compressed messages can't be read any more.</summary>
    public bool IsContextLost { get; private set; }

    /// <summary>Most bytes of a message that are copied or inflated where those behind it need them.</summary>
    public static int ContextLimit(InspectionOptions options) =>
        (int)Math.Min((long)ContextFactor * options.MaxScanBytes, Array.MaxLength);

    public void Read(PieceKind kind, ReadOnlyMemory<byte> bytes)
    {
        pipeline.Counters.AddBytes(bytes.Length);
        switch (kind)
        {
            case PieceKind.Message or PieceKind.CompressedMessage:
                Finish();
                Begin(isCompressed: kind == PieceKind.CompressedMessage);
                break;
            case PieceKind.Body when _message is not null:
                ReadPayload(bytes);
                break;
            case PieceKind.Body:
                // The rest of a message that was given up.
                break;
            case PieceKind.MessageEnd:
                if (_coded is { IsBroken: false })
                {
                    ReadPayload(MessageInflater.Tail);
                }

                Finish();
                break;
            case PieceKind.Control:
                ReadControl(bytes);
                break;
            default:
                _isTruncated |= kind == PieceKind.MessageOverLimit;
                LoseContext(kind == PieceKind.MessageOverLimit ? NotInspectedReason.Encoding : null);
                Finish();
                break;
        }
    }

    /// <summary>Looks at a message that is still open as far as it has come, and pays for what is held until more comes.</summary>
    public void Pause()
    {
        _texts.Pause();
        if (_message is not { } message || message.TryPause(_coded?.HeldBytes ?? 0))
        {
            return;
        }

        if (!LoseContext(NotInspectedReason.Memory))
        {
            pipeline.Counters.AddNotInspected(NotInspectedReason.Memory);
        }

        Finish();
    }

    /// <summary>Nothing more comes.</summary>
    public void Close(bool isReusable)
    {
        if (isReusable)
        {
            Finish();
        }

        Release(isReusable);
        _texts.Close(isReusable);
        _window?.Clear();
    }

    private void Begin(bool isCompressed)
    {
        _usesContext = isCompressed && takeover;
        _isTruncated = false;
        if (_usesContext && IsContextLost)
        {
            return;
        }

        _message = pipeline.TakeInspector(context);
        _room = pipeline.Options.MaxScanBytes;
        if (isCompressed)
        {
            var limit = takeover ? ContextLimit(pipeline.Options) : pipeline.Options.MaxScanBytes;
            _coded = new CodedBody(new BodyDecoder([new MessageInflater(_window)], limit), Scan);
        }
    }

    private void ReadPayload(ReadOnlyMemory<byte> bytes)
    {
        if (_coded is not { } coded)
        {
            Scan(bytes);
            return;
        }

        coded.Push(bytes);
        if (coded.IsBroken)
        {
            ReportBroken();
        }
        else if (coded.IsLimitReached)
        {
            _isTruncated = true;
            LoseContext(NotInspectedReason.Encoding);
            Finish();
        }
    }

    private void Scan(ReadOnlyMemory<byte> bytes)
    {
        var part = bytes[..Math.Min(bytes.Length, _room)];
        _room -= part.Length;
        _isTruncated |= part.Length < bytes.Length;
        if (!part.IsEmpty)
        {
            _message?.Read(PieceKind.Body, part);
            _texts.Read(part.Span);
        }
    }

    private void ReadControl(ReadOnlyMemory<byte> payload)
    {
        var inspector = pipeline.TakeInspector(context);
        inspector.Read(PieceKind.Body, payload);
        inspector.Finish();
        pipeline.GiveBack(inspector, isReusable: true);
    }

    /// <summary>Counts and reports the first message that does not inflate; a flood of them tells no more.</summary>
    private void ReportBroken()
    {
        if (!_isBrokenReported)
        {
            _isBrokenReported = true;
            if (!LoseContext(NotInspectedReason.Encoding))
            {
                pipeline.Counters.AddNotInspected(NotInspectedReason.Encoding);
            }

            pipeline.Report(context, UninspectableCause.Deflate);
        }
    }

    /// <summary>Gives the context up, where the message that is being read uses it.</summary>
    /// <param name="reason">What is counted; null where it has been.</param>
    /// <returns>Whether it has been given up just now.</returns>
    private bool LoseContext(NotInspectedReason? reason)
    {
        if (!_usesContext || IsContextLost)
        {
            return false;
        }

        IsContextLost = true;
        _window?.Clear();
        if (reason is { } counted)
        {
            pipeline.Counters.AddNotInspected(counted);
        }

        return true;
    }

    private void Finish()
    {
        if (_message is not { } message)
        {
            return;
        }

        message.Finish();
        _texts.EndMessage();
        if (_isTruncated || message.IsTruncated)
        {
            pipeline.Counters.AddTruncatedBody();
        }

        if (_window is { IsLost: true })
        {
            LoseContext(NotInspectedReason.Memory);
        }

        Release(isReusable: true);
    }

    private void Release(bool isReusable)
    {
        if (_message is { } message)
        {
            _message = null;
            pipeline.GiveBack(message, isReusable);
        }

        _coded?.Release();
        _coded = null;
    }
}
