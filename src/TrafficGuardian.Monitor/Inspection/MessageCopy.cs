using TrafficGuardian.Detection;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// The copy of one message on its way from the relay to a worker: a mailbox. The relay's thread appends pieces, a worker takes
/// all that has gathered; queued or running at most once, so that two workers never read the same message.
/// </summary>
internal sealed class MessageCopy(InspectionPipeline pipeline, MessageContext context) : IInspectionJob
{
    /// <summary>Longest head or trailer section that is copied, in bytes.</summary>
    private const int MaxSectionBytes = 65_536;

    private const int SmallPiece = 1_024;
    private const int LargePiece = 65_536;

    private readonly Lock _lock = new();
    private Piece? _first;
    private Piece? _last;
    private int _bodyBytes;
    private bool _begun;
    private bool _scheduled;
    private bool _ended;
    private bool _dropped;
    private bool _truncated;

    // Only the worker that runs this message touches these two.
    private MessageInspector? _inspector;
    private bool _stopped;

    /// <summary>Copies what is worth scanning, as far as the limits allow. Never waits for inspection.</summary>
    public void Append(PieceKind kind, ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            if (_ended || _dropped || (data.IsEmpty && kind != PieceKind.Host))
            {
                return;
            }

            Copy(kind, Bounded(kind, data));
            if (_scheduled || _first is null)
            {
                return;
            }

            _scheduled = _begun = true;
        }

        pipeline.Enqueue(this);
    }

    /// <summary>Nothing more will come. Further calls do nothing.</summary>
    public void End()
    {
        lock (_lock)
        {
            var toSchedule = _begun && !_ended && !_scheduled;
            _ended = true;
            if (!toSchedule)
            {
                return;
            }

            _scheduled = true;
        }

        pipeline.Enqueue(this);
    }

    public void Run()
    {
        Piece? pieces;
        bool ended;
        lock (_lock)
        {
            (pieces, ended) = (_first, _ended);
            _first = _last = null;
        }

        Inspect(pieces, ended);
        lock (_lock)
        {
            if (_first is null && _ended == ended)
            {
                _scheduled = false;
                return;
            }
        }

        pipeline.Enqueue(this);
    }

    private void Inspect(Piece? pieces, bool ended)
    {
        try
        {
            if (!_stopped)
            {
                Read(pieces, ended);
            }
        }
        catch (Exception exception)
        {
            // Whatever goes wrong with one message, the worker goes on with the next.
            pipeline.ReportFault(exception);
            CloseInspector(isReusable: false);
            Stop(NotInspectedReason.Error);
        }
        finally
        {
            Release(pieces);
        }
    }

    private void Read(Piece? pieces, bool ended)
    {
        var inspector = _inspector ??= pipeline.TakeInspector(context);
        for (var piece = pieces; piece is not null; piece = piece.Next)
        {
            pipeline.Counters.AddBytes(piece.Bytes.Length);
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

    private void CloseInspector(bool isReusable)
    {
        if (_inspector is { } inspector)
        {
            _inspector = null;
            pipeline.GiveBack(inspector, isReusable);
        }
    }

    /// <summary>What comes from here on is not looked at.</summary>
    private void Stop(NotInspectedReason reason)
    {
        _stopped = true;
        lock (_lock)
        {
            _dropped = true;
        }

        pipeline.Counters.AddNotInspected(reason);
    }

    private void CountTruncated()
    {
        if (!Interlocked.Exchange(ref _truncated, true))
        {
            pipeline.Counters.AddTruncatedBody();
        }
    }

    private static void Release(Piece? pieces)
    {
        while (pieces is not null)
        {
            var next = pieces.Next;
            pieces.Release();
            pieces = next;
        }
    }

    /// <summary>Cuts off what lies over the limits, and counts a body that was cut.</summary>
    private ReadOnlySpan<byte> Bounded(PieceKind kind, ReadOnlySpan<byte> data)
    {
        var room = kind == PieceKind.Body ? pipeline.Options.MaxScanBytes - _bodyBytes : MaxSectionBytes;
        if (data.Length <= room)
        {
            return data;
        }

        CountTruncated();
        return data[..room];
    }

    private void Copy(PieceKind kind, ReadOnlySpan<byte> data)
    {
        if (kind != PieceKind.Body)
        {
            Add(kind, data.Length)?.Append(data);
            return;
        }

        while (!data.IsEmpty)
        {
            var piece = _last is { Kind: PieceKind.Body, Room: > 0 } ? _last : Add(kind, NextSize(data.Length));
            if (piece is null)
            {
                return;
            }

            var part = data[..Math.Min(data.Length, piece.Room)];
            piece.Append(part);
            _bodyBytes += part.Length;
            data = data[part.Length..];
        }
    }

    /// <summary>Small bodies take little, long ones take it in few pieces: from 1 KiB to 64 KiB.</summary>
    private int NextSize(int wanted) => Math.Clamp(Math.Max(wanted, 3 * _bodyBytes), SmallPiece, LargePiece);

    private Piece? Add(PieceKind kind, int size)
    {
        if (Piece.TryMake(kind, size, pipeline.Budget) is not { } piece)
        {
            // A gap would put together what does not belong together, so the rest of the message is left out.
            _dropped = true;
            pipeline.Counters.AddNotInspected(NotInspectedReason.Memory);
            return null;
        }

        if (_last is null)
        {
            _first = piece;
        }
        else
        {
            _last.Next = piece;
        }

        return _last = piece;
    }
}
