using TrafficGuardian.Detection;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// The copies of what one side of a WebSocket connection sends. Pieces say where messages begin and end. An idle side holds no
/// piece, no inspector and no decoder, only the window that its next compressed message may refer to.
/// </summary>
/// <param name="pipeline">Who inspects.</param>
/// <param name="context">Whose messages they are.</param>
/// <param name="takeover">Whether compressed messages share one window (RFC 7692 section 7.1.1).</param>
internal sealed class WebSocketSide(InspectionPipeline pipeline, MessageContext context, bool takeover) : Mailbox(pipeline)
{
    /// <summary>Longest payload of a control frame (RFC 6455 section 5.5).</summary>
    private const int MaxControlBytes = 125;

    private long _messageBytes;
    private bool _isCopying;
    private bool _usesContext;
    private bool _isContextLost;

    // Only the worker that runs this touches it.
    private WebSocketInspector? _inspector;

    /// <summary>A message begins. One that still was open is cut off.</summary>
    public void Begin(bool compressed)
    {
        lock (Sync)
        {
            if (!IsOpen)
            {
                return;
            }

            Cut(PieceKind.MessageCut);
            if (compressed && _isContextLost)
            {
                return;
            }

            (_isCopying, _usesContext, _messageBytes) = (true, compressed && takeover, 0);
            var kind = compressed ? PieceKind.CompressedMessage : PieceKind.Message;
            if (!TryAdd(kind, []))
            {
                RefuseMessage(kind);
            }

            if (!TrySchedule())
            {
                return;
            }
        }

        Pipeline.Enqueue(this);
    }

    /// <summary>Copies what is worth inflating or scanning, as far as the limits allow. Never waits for inspection.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        lock (Sync)
        {
            if (!IsOpen || !_isCopying)
            {
                return;
            }

            // What is too long to be scanned may still be needed to inflate the messages behind it.
            var limit = _usesContext ? WebSocketInspector.ContextLimit(Pipeline.Options) : Pipeline.Options.MaxScanBytes;
            var part = data[..(int)Math.Min(data.Length, limit - _messageBytes)];
            var added = AddBody(part, (int)_messageBytes);
            _messageBytes += added;
            if (added < part.Length)
            {
                // A gap would spoil what follows it.
                Pipeline.Counters.AddNotInspected(NotInspectedReason.Memory);
                Cut(PieceKind.MessageCut);
            }
            else if (part.Length < data.Length)
            {
                Cut(PieceKind.MessageOverLimit);
            }

            if (!TrySchedule())
            {
                return;
            }
        }

        Pipeline.Enqueue(this);
    }

    public void EndMessage(MessageEnd end)
    {
        lock (Sync)
        {
            if (!IsOpen || !_isCopying)
            {
                return;
            }

            Cut(end == MessageEnd.Complete ? PieceKind.MessageEnd : PieceKind.MessageCut);
            if (!TrySchedule())
            {
                return;
            }
        }

        Pipeline.Enqueue(this);
    }

    public void Control(ReadOnlySpan<byte> payload)
    {
        lock (Sync)
        {
            if (!IsOpen || payload.IsEmpty)
            {
                return;
            }

            if (!TryAdd(PieceKind.Control, payload[..Math.Min(payload.Length, MaxControlBytes)]))
            {
                Pipeline.Counters.AddNotInspected(NotInspectedReason.Memory);
            }

            if (!TrySchedule())
            {
                return;
            }
        }

        Pipeline.Enqueue(this);
    }

    protected override void Read(Piece? pieces, bool ended)
    {
        var inspector = _inspector ??= new WebSocketInspector(Pipeline, context, takeover);
        for (var piece = pieces; piece is not null; piece = piece.Next)
        {
            inspector.Read(piece.Kind, piece.Bytes);
        }

        if (ended)
        {
            inspector.Close(isReusable: true);
            return;
        }

        inspector.Pause();
        if (inspector.IsContextLost)
        {
            lock (Sync)
            {
                _isContextLost = true;
            }
        }
    }

    protected override void Abandon() => _inspector?.Close(isReusable: false);

    /// <summary>There is no memory for a message. It leaves marks only where they say, once, that the context is lost.</summary>
    private void RefuseMessage(PieceKind kind)
    {
        Pipeline.Counters.AddNotInspected(NotInspectedReason.Memory);
        if (_usesContext)
        {
            AddMark(kind);
            Cut(PieceKind.MessageCut);
        }

        _isCopying = false;
    }

    /// <summary>Nothing more of the message that is being copied comes.</summary>
    private void Cut(PieceKind end)
    {
        if (!_isCopying)
        {
            return;
        }

        _isCopying = false;
        _isContextLost |= _usesContext && end != PieceKind.MessageEnd;
        AddMark(end);
    }
}
