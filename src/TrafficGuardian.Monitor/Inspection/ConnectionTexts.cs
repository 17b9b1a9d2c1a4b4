using TrafficGuardian.Detection;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// Joins what the messages of one side of a WebSocket connection say in pieces. A side that never sends such a message holds nothing;
/// what is held is paid for, and given up where memory is short. Used by one worker at a time.
/// </summary>
internal sealed class ConnectionTexts(InspectionPipeline pipeline, MessageContext context)
{
    /// <summary>What a scan is taken to hold besides its texts.</summary>
    private const int ScanBytes = 16_384;

    private readonly byte[] _start = new byte[ConnectionScan.StartBytes];
    private ConnectionScan? _scan;
    private int _startLength;
    private bool _isPiece;
    private bool _isOther;
    private long _paid;

    /// <summary>The next bytes of a message.</summary>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        if (_isOther)
        {
            return;
        }

        if (_isPiece)
        {
            _scan!.Read(bytes, pipeline.Time.GetUtcNow());
            return;
        }

        var taken = Math.Min(bytes.Length, _start.Length - _startLength);
        bytes[..taken].CopyTo(_start.AsSpan(_startLength));
        _startLength += taken;
        Tell(isAll: _startLength == _start.Length);
        if (_isPiece)
        {
            _scan!.Read(bytes[taken..], pipeline.Time.GetUtcNow());
        }
    }

    public void EndMessage()
    {
        if (_isPiece)
        {
            _scan!.EndMessage(pipeline.Time.GetUtcNow());
        }

        _start.AsSpan(0, _startLength).Clear();
        (_startLength, _isPiece, _isOther) = (0, false, false);
    }

    /// <summary>Nothing more comes for now: looks at what has come, and pays for what is held until more does.</summary>
    public void Pause()
    {
        if (_scan is null)
        {
            return;
        }

        _scan.Pause(pipeline.Time.GetUtcNow());
        Collect();
        var due = ScanBytes + _scan.Held - _paid;
        if (due > 0 && !pipeline.Budget.TryTake(due))
        {
            Drop();
            return;
        }

        _paid += Math.Max(0, due);
    }

    /// <summary>The connection is closed.</summary>
    public void Close(bool isReusable)
    {
        if (isReusable && _scan is not null)
        {
            _scan.End(pipeline.Time.GetUtcNow());
            Collect();
        }

        Drop();
    }

    private void Tell(bool isAll)
    {
        var start = _start.AsSpan(0, _startLength);
        if (!ConnectionScan.MayCarryPiece(start))
        {
            _isOther = isAll;
            return;
        }

        _isPiece = true;
        var now = pipeline.Time.GetUtcNow();
        _scan ??= new ConnectionScan(pipeline.Detector, context, now, pipeline.Memories.Of(context));
        _scan.Read(start, now);
    }

    private void Collect()
    {
        foreach (var detected in _scan!.Found)
        {
            pipeline.Gate.Write(detected);
        }

        _scan.Found.Clear();
    }

    private void Drop()
    {
        _scan?.Release();
        _scan = null;
        pipeline.Budget.Give(_paid);
        (_paid, _isPiece, _isOther, _startLength) = (0, false, false, 0);
    }
}
