using TrafficGuardian.Detection;
using TrafficGuardian.Monitor.Inspection.Decoding;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// Reads one message at a time: undoes its content codings and scans what comes out.
/// Reusable; used by one worker at a time.
/// </summary>
internal sealed class MessageInspector
{
    /// <summary>What a scan in progress is taken to hold, besides its decoders.</summary>
    private const int ScanBytes = 16_384;

    private readonly InspectionPipeline _pipeline;
    private readonly MessageScan _scan = new();
    private readonly DecodedBytes _scanDecoded;
    private readonly EncodedPrefix _prefix = new();
    private MessageContext? _context;
    private BodyDecoder? _decoder;
    private bool _hasBegun;
    private bool _hasHead;
    private bool _hasBodyEnded;
    private bool _isLimitReached;
    private bool _isEncodingCounted;
    private long _paid;

    public MessageInspector(InspectionPipeline pipeline)
    {
        _pipeline = pipeline;
        _scanDecoded = ScanBody;
    }

    /// <summary>Whether a part of the body was left out because it decodes to too much, or asks for too much work.</summary>
    public bool IsTruncated { get; private set; }

    public void Begin(MessageContext context) => _context = context;

    public void Read(PieceKind kind, ReadOnlyMemory<byte> bytes)
    {
        if (!_hasBegun || (kind == PieceKind.Head && _hasHead))
        {
            Restart();
        }

        switch (kind)
        {
            case PieceKind.Head:
                _hasHead = true;
                _scan.Head(bytes.Span);
                PrepareDecoder(bytes.Span);
                break;
            case PieceKind.Body:
                ReadBody(bytes);
                break;
            case PieceKind.Trailers:
                EndBody();
                _scan.Trailers(bytes.Span);
                break;
            default:
                _scan.Host();
                break;
        }

        Collect();
    }

    /// <summary>The message has ended: what is still held back is looked at.</summary>
    public void Finish()
    {
        if (_hasBegun)
        {
            EndBody();
            Collect();
            IsTruncated |= _scan.BudgetSpent;
            _hasBegun = false;
        }
    }

    /// <summary>
    /// Looks at what has come as far as it has come, and pays for what is held until more of the message comes.
    /// </summary>
    /// <returns>False where the memory is spent.</returns>
    public bool TryPause()
    {
        _scan.Pause(_pipeline.Time.GetUtcNow());
        Collect();
        var due = ScanBytes + (_decoder?.HeldBytes ?? 0) - _paid;
        if (due > 0 && !_pipeline.Budget.TryTake(due))
        {
            return false;
        }

        _paid += Math.Max(due, 0);
        return true;
    }

    /// <summary>Forgets everything, and gives back what was paid for.</summary>
    public void Reset()
    {
        _pipeline.Budget.Give(_paid);
        _decoder?.Dispose();
        _prefix.Clear();
        _decoder = null;
        _context = null;
        _paid = 0;
        _hasBegun = _hasHead = _hasBodyEnded = false;
        _isLimitReached = _isEncodingCounted = IsTruncated = false;
    }

    /// <summary>Begins, or begins anew: an interim response (1xx) is a message of its own before the final one.</summary>
    private void Restart()
    {
        Finish();
        _decoder?.Dispose();
        _decoder = null;
        _hasHead = _hasBodyEnded = false;
        _scan.Begin(_pipeline.Detector, _context!, _pipeline.Time.GetUtcNow());
        _hasBegun = true;
    }

    private void PrepareDecoder(ReadOnlySpan<byte> head)
    {
        if (!ContentCodings.TryRead(head, out var codings))
        {
            CountEncoding();
        }
        else if (codings.Count > 0 && !BodyDecoder.TryMake(codings, _pipeline.Options.MaxScanBytes, out _decoder))
        {
            CountEncoding();
        }
    }

    private void ReadBody(ReadOnlyMemory<byte> bytes)
    {
        if (_isLimitReached || _hasBodyEnded)
        {
            return;
        }

        if (_decoder is null)
        {
            ScanBody(bytes.Span);
            return;
        }

        switch (_decoder.Push(bytes, _scanDecoded))
        {
            case DecodeOutcome.LimitReached:
                _isLimitReached = IsTruncated = true;
                break;
            case DecodeOutcome.Broken:
                GiveUpDecoding();
                ScanBody(bytes.Span);
                break;
            default:
                _prefix.Append(bytes.Span);
                break;
        }
    }

    /// <summary>
    /// What does not decode is scanned as it is. A body that was never encoded (whatever its head says) breaks within its first
    /// bytes: these are kept, so that none of it is missed.
    /// </summary>
    private void GiveUpDecoding()
    {
        CountEncoding();
        _decoder?.Dispose();
        _decoder = null;
        if (_prefix.IsWhole)
        {
            ScanBody(_prefix.Bytes);
        }

        _prefix.Clear();
    }

    private void EndBody()
    {
        if (_hasBodyEnded)
        {
            return;
        }

        if (_decoder is { DecodedBytes: 0 } && !_prefix.Bytes.IsEmpty)
        {
            GiveUpDecoding();
        }

        _hasBodyEnded = true;
        _scan.Body(default, last: true, _pipeline.Time.GetUtcNow());
    }

    private void ScanBody(ReadOnlySpan<byte> bytes) => _scan.Body(bytes, last: false, _pipeline.Time.GetUtcNow());

    private void CountEncoding()
    {
        if (!_isEncodingCounted)
        {
            _isEncodingCounted = true;
            _pipeline.Counters.AddNotInspected(NotInspectedReason.Encoding);
        }
    }

    private void Collect()
    {
        foreach (var detected in _scan.Found)
        {
            _pipeline.Gate.Write(detected);
        }

        _scan.Found.Clear();
    }
}
