using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Streaming;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>Compares the tools that a server offers with what it said of the same tools before.</summary>
internal sealed class ToolListings
{
    // Within so many bytes an answer of JSON-RPC shows that it is one.
    private const int StartBytes = 512;

    private readonly Detector _detector;
    private readonly List<Detected> _found;
    private readonly ToolListReader _reader;
    private readonly byte[] _start = new byte[StartBytes];
    private MessageContext? _context;
    private PeerMemory? _memory;
    private DateTimeOffset _now;
    private int _startLength;
    private bool _isAnswer;

    public ToolListings(Detector detector, List<Detected> found)
    {
        (_detector, _found) = (detector, found);
        _reader = new ToolListReader(Compare);
    }

    /// <summary>Starts a message.</summary>
    /// <param name="context">Whose message it is.</param>
    /// <param name="memory">What the server offered before; null where nobody remembers.</param>
    public void Begin(MessageContext context, PeerMemory? memory)
    {
        (_context, _memory, _startLength, _isAnswer) = (context, memory, 0, false);
        _reader.Begin();
    }

    /// <summary>Takes the next bytes of the body.</summary>
    public void Read(ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        if (_memory is null)
            return;
        _now = now;
        if (_isAnswer)
        {
            _reader.Read(bytes);
            return;
        }

        var taken = Math.Min(bytes.Length, StartBytes - _startLength);
        if (taken == 0)
            return;
        bytes[..taken].CopyTo(_start.AsSpan(_startLength));
        _startLength += taken;
        if (_start.AsSpan(0, _startLength).IndexOf("\"jsonrpc\""u8) < 0)
            return;
        _isAnswer = true;
        _reader.Read(_start.AsSpan(0, _startLength));
        _reader.Read(bytes[taken..]);
    }

    private void Compare(UInt128 names, UInt128 descriptions, bool holdOrders)
    {
        var severity = holdOrders ? Severity.Medium : Severity.Low;
        if (_memory!.IsChange(names, descriptions) && _detector.ToolsChanged(_context!, severity, descriptions, _now) is { } detected)
            _found.Add(detected);
    }
}
