using TrafficGuardian.Detection;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Inspection.Decoding;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// Reads one message at a time: undoes its content codings, takes its envelopes off and scans what comes out.
/// Reusable; used by one worker at a time.
/// </summary>
internal sealed class MessageInspector
{
    /// <summary>What a scan in progress is taken to hold, besides its decoders.</summary>
    private const int ScanBytes = 16_384;

    private readonly InspectionPipeline _pipeline;
    private readonly MessageScan _scan = new();
    private readonly DecodedBytes _open;
    private readonly DecodedBytes _scanned;
    private MessageContext? _context;
    private CodedBody? _coded;
    private EnvelopeReader? _envelopes;
    private bool _hasBegun;
    private bool _hasHead;
    private bool _hasBodyEnded;
    private bool _isLimitReached;
    private bool _isEncodingCounted;
    private long _paid;

    public MessageInspector(InspectionPipeline pipeline)
    {
        _pipeline = pipeline;
        _open = Open;
        _scanned = bytes => Scan(bytes.Span);
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
                Prepare(bytes.Span);
                break;
            case PieceKind.Trailers:
                EndBody();
                _scan.Trailers(bytes.Span);
                break;
            case PieceKind.Host:
                _scan.Host();
                break;
            default:
                ReadBody(bytes);
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
    /// <param name="alsoHeld">Bytes that are held for the message elsewhere.</param>
    /// <returns>False where the memory is spent.</returns>
    public bool TryPause(long alsoHeld = 0)
    {
        _scan.Pause(_pipeline.Time.GetUtcNow());
        Collect();
        var due = ScanBytes + _scan.HeldForTexts + (_coded?.HeldBytes ?? 0) + (_envelopes?.HeldBytes ?? 0) + alsoHeld - _paid;
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
        DropDecoders();
        _context = null;
        _paid = 0;
        _hasBegun = _hasHead = _hasBodyEnded = false;
        _isLimitReached = _isEncodingCounted = IsTruncated = false;
    }

    /// <summary>Begins, or begins anew: an interim response (1xx) is a message of its own before the final one.</summary>
    private void Restart()
    {
        Finish();
        DropDecoders();
        _hasHead = _hasBodyEnded = false;
        _scan.Begin(_pipeline.Detector, _context!, _pipeline.Time.GetUtcNow(), _pipeline.Memories.Of(_context!));
        _hasBegun = true;
    }

    private void DropDecoders()
    {
        _coded?.Release();
        _envelopes?.Release();
        _coded = null;
        _envelopes = null;
    }

    private void Prepare(ReadOnlySpan<byte> head)
    {
        var body = BodyHead.Read(head);
        var maxBytes = _pipeline.Options.MaxScanBytes;
        if (body.Envelope != EnvelopeKind.None)
        {
            _envelopes = new EnvelopeReader(body.Envelope, body.MessageCoding, maxBytes, _scanned);
        }

        if (body.IsKnown && body.Codings.Count == 0)
        {
            return;
        }

        if (body.IsKnown && BodyDecoder.TryMake(body.Codings, maxBytes, out var decoder))
        {
            _coded = new CodedBody(decoder, _open);
        }
        else
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

        if (_coded is null)
        {
            Open(bytes);
            return;
        }

        _coded.Push(bytes);
        if (_coded.IsBroken && !_isEncodingCounted)
        {
            // A body that is only cut off is none of these: connections break off every day.
            _pipeline.Report(_context!, UninspectableCause.Coding);
        }

        NoteLimits(_coded.IsLimitReached, _coded.IsBroken);
    }

    /// <summary>Takes the envelopes off a body whose content codings are undone.</summary>
    private void Open(ReadOnlyMemory<byte> bytes)
    {
        if (_envelopes is null)
        {
            Scan(bytes.Span);
            return;
        }

        _envelopes.Push(bytes);
        NoteLimits(_envelopes.IsLimitReached, _envelopes.IsBroken);
    }

    private void EndBody()
    {
        if (_hasBodyEnded)
        {
            return;
        }

        _coded?.End();
        _envelopes?.End();
        NoteLimits(isLimitReached: false, _coded is { IsBroken: true } || _envelopes is { IsBroken: true });
        _hasBodyEnded = true;
        _scan.Body(default, last: true, _pipeline.Time.GetUtcNow());
    }

    private void Scan(ReadOnlySpan<byte> bytes) => _scan.Body(bytes, last: false, _pipeline.Time.GetUtcNow());

    private void NoteLimits(bool isLimitReached, bool isBroken)
    {
        if (isLimitReached)
        {
            _isLimitReached = IsTruncated = true;
        }

        if (isBroken)
        {
            CountEncoding();
        }
    }

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
