using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// The way of copies from the relay to a worker. The relay's thread appends pieces, a worker takes all that has gathered; queued or
/// running at most once, so that two workers never read the same mailbox, and what it holds is read in order.
/// </summary>
internal abstract class Mailbox(InspectionPipeline pipeline) : IInspectionJob
{
    private const int SmallPiece = 1_024;
    private const int LargePiece = CopyBuffers.MaxBytes;

    private Piece? _first;
    private Piece? _last;
    private bool _begun;
    private bool _scheduled;
    private bool _ended;
    private bool _dropped;

    // Only the worker that runs this touches it.
    private bool _stopped;

    protected InspectionPipeline Pipeline => pipeline;

    /// <summary>Held by the relay's thread while it appends, never while anything is inspected.</summary>
    protected Lock Sync { get; } = new();

    /// <summary>Whether more is taken. Read under <see cref="Sync"/>.</summary>
    protected bool IsOpen => !_ended && !_dropped;

    /// <summary>Nothing more will come. Further calls do nothing.</summary>
    public void End()
    {
        lock (Sync)
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
        lock (Sync)
        {
            (pieces, ended) = (_first, _ended);
            _first = _last = null;
        }

        Inspect(pieces, ended);
        lock (Sync)
        {
            if (_first is null && _ended == ended)
            {
                _scheduled = false;
                return;
            }
        }

        pipeline.Enqueue(this);
    }

    /// <summary>Reads what has gathered. On a worker.</summary>
    /// <param name="pieces">The first piece, or null where there is none.</param>
    /// <param name="ended">Whether nothing more will come.</param>
    protected abstract void Read(Piece? pieces, bool ended);

    /// <summary>Lets go of everything after a fault. On a worker.</summary>
    protected abstract void Abandon();

    /// <summary>What comes from here on is not looked at. On a worker.</summary>
    protected void Stop(NotInspectedReason reason)
    {
        _stopped = true;
        lock (Sync)
        {
            _dropped = true;
        }

        pipeline.Counters.AddNotInspected(reason);
    }

    /// <summary>Takes no more. Under <see cref="Sync"/>.</summary>
    protected void Drop() => _dropped = true;

    /// <summary>Whether the caller must queue this: there is something to read, and no worker knows. Under <see cref="Sync"/>.</summary>
    protected bool TrySchedule()
    {
        if (_scheduled || _first is null)
        {
            return false;
        }

        return _scheduled = _begun = true;
    }

    /// <summary>Adds a piece of its own. Under <see cref="Sync"/>.</summary>
    /// <returns>False where the memory is spent.</returns>
    protected bool TryAdd(PieceKind kind, ReadOnlySpan<byte> data)
    {
        if (Add(Piece.TryMake(kind, data.Length, pipeline.Budget)) is not { } piece)
        {
            return false;
        }

        piece.Append(data);
        return true;
    }

    /// <summary>Adds a piece that nobody pays for. Under <see cref="Sync"/>.</summary>
    protected void AddMark(PieceKind kind) => Add(Piece.Mark(kind));

    /// <summary>Adds bytes of a body. Under <see cref="Sync"/>.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="before">How many of this body were added before.</param>
    /// <returns>How many were added; fewer than asked for where the memory is spent.</returns>
    protected int AddBody(ReadOnlySpan<byte> data, int before)
    {
        var added = 0;
        while (added < data.Length)
        {
            var piece = _last is { Kind: PieceKind.Body, Room: > 0 }
                ? _last
                : Add(Piece.TryMake(PieceKind.Body, NextSize(data.Length - added, before + added), pipeline.Budget));
            if (piece is null)
            {
                break;
            }

            var part = data.Slice(added, Math.Min(data.Length - added, piece.Room));
            piece.Append(part);
            added += part.Length;
        }

        return added;
    }

    /// <summary>Small bodies take little, long ones take it in few pieces: from 1 KiB to 64 KiB.</summary>
    private static int NextSize(int wanted, int before) =>
        (int)Math.Clamp(Math.Max(wanted, 3L * before), SmallPiece, LargePiece);

    private static void Release(Piece? pieces)
    {
        while (pieces is not null)
        {
            var next = pieces.Next;
            pieces.Release();
            pieces = next;
        }
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
            Abandon();
            Stop(NotInspectedReason.Error);
        }
        finally
        {
            Release(pieces);
        }
    }

    private Piece? Add(Piece? piece)
    {
        if (piece is null)
        {
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
