using TrafficGuardian.Detection;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>The copy of one side of an exchange.</summary>
internal sealed class MessageCopy(InspectionPipeline pipeline, MessageContext context) : Mailbox(pipeline)
{
    /// <summary>Longest head or trailer section that is copied, in bytes.</summary>
    private const int MaxSectionBytes = 65_536;

    private int _bodyBytes;
    private bool _truncated;

    // Only the worker that runs this touches it.
    private MessageInspector? _inspector;

    /// <summary>Copies what is worth scanning, as far as the limits allow. Never waits for inspection.</summary>
    public void Append(PieceKind kind, ReadOnlySpan<byte> data)
    {
        lock (Sync)
        {
            if (!IsOpen || (data.IsEmpty && kind != PieceKind.Host))
            {
                return;
            }

            Copy(kind, Bounded(kind, data));
            if (!TrySchedule())
            {
                return;
            }
        }

        Pipeline.Enqueue(this);
    }

    protected override void Read(Piece? pieces, bool ended)
    {
        var inspector = _inspector ??= Pipeline.TakeInspector(context);
        for (var piece = pieces; piece is not null; piece = piece.Next)
        {
            Pipeline.Counters.AddBytes(piece.Bytes.Length);
            inspector.Read(piece.Kind, piece.Bytes);
        }

        if (!ended && inspector.TryPause())
        {
            return;
        }

        inspector.Finish();
        if (inspector.IsTruncated)
        {
            CountTruncated();
        }

        CloseInspector(isReusable: true);
        if (!ended)
        {
            Stop(NotInspectedReason.Memory);
        }
    }

    protected override void Abandon() => CloseInspector(isReusable: false);

    private void CloseInspector(bool isReusable)
    {
        if (_inspector is { } inspector)
        {
            _inspector = null;
            Pipeline.GiveBack(inspector, isReusable);
        }
    }

    private void CountTruncated()
    {
        if (!Interlocked.Exchange(ref _truncated, true))
        {
            Pipeline.Counters.AddTruncatedBody();
        }
    }

    /// <summary>Cuts off what lies over the limits, and counts a body that was cut.</summary>
    private ReadOnlySpan<byte> Bounded(PieceKind kind, ReadOnlySpan<byte> data)
    {
        var room = kind == PieceKind.Body ? Pipeline.Options.MaxScanBytes - _bodyBytes : MaxSectionBytes;
        if (data.Length <= room)
        {
            return data;
        }

        CountTruncated();
        return data[..room];
    }

    private void Copy(PieceKind kind, ReadOnlySpan<byte> data)
    {
        bool isCopied;
        if (kind == PieceKind.Body)
        {
            var added = AddBody(data, _bodyBytes);
            _bodyBytes += added;
            isCopied = added == data.Length;
        }
        else
        {
            isCopied = TryAdd(kind, data);
        }

        if (!isCopied)
        {
            // A gap would put together what does not belong together, so the rest of the message is left out.
            Drop();
            Pipeline.Counters.AddNotInspected(NotInspectedReason.Memory);
        }
    }
}
