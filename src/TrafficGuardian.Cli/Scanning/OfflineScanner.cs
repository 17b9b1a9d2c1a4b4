using TrafficGuardian.Detection;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Cli.Scanning;

/// <summary>
/// Runs the detector over messages that were recorded. Those of one file are one client's session, in their order: what goes on from
/// message to message is found as it would be live. Equal findings of one file are told once.
/// </summary>
internal sealed class OfflineScanner(Detector detector, string platform, TimeProvider time)
{
    /// <summary>Where the findings of a recording are said to come from.</summary>
    private const string Source = "127.0.0.1";
    private const int PieceBytes = 64 * 1024;
    private const int MostPeers = 1024;
    private const int MostConnections = 64;

    private readonly HashSet<(string Rule, string Destination, UInt128 Fingerprint)> _told = [];
    private readonly Dictionary<string, PeerMemory> _memories = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Connection, Direction Direction), ConnectionScan> _connections = [];
    private ClientMemory _client = new();
    private DateTimeOffset _now = time.GetUtcNow();

    /// <summary>Forgets what was told, and what one message left to the next: a new file begins.</summary>
    public void NextFile()
    {
        _told.Clear();
        _memories.Clear();
        _client = new ClientMemory();
        _connections.Clear();
        _now = time.GetUtcNow();
    }

    /// <summary>Scans one message.</summary>
    public IReadOnlyList<Detected> Scan(ScanMessage message)
    {
        var scan = new MessageScan();
        // What was recorded at no known time came at once.
        _now = message.Time ?? _now;
        scan.Begin(detector, ContextOf(message), _now, MemoryOf(message.Destination));
        if (message.Head.IsEmpty)
        {
            scan.Host();
        }
        else
        {
            scan.Head(message.Head.Span);
        }

        scan.Body(message.Body.Span, last: true, _now);
        var findings = Take(scan.Found, message);
        if (message.Connection is { } connection && ConnectionScan.MayCarryPiece(message.Body.Span[..Math.Min(message.Body.Length, ConnectionScan.StartBytes)]))
        {
            findings.AddRange(Join(connection, message));
        }

        return findings;
    }

    /// <summary>Scans a stream as the body of each of some messages, in pieces; the whole is never held.</summary>
    public async IAsyncEnumerable<Detected> ScanAsync(Stream stream, IReadOnlyList<ScanMessage> messages)
    {
        var scans = messages.Select(message => (Message: message, Scan: new MessageScan())).ToList();
        foreach (var (message, scan) in scans)
        {
            scan.Begin(detector, ContextOf(message), time.GetUtcNow());
        }

        var piece = new byte[PieceBytes];
        for (var read = -1; read != 0;)
        {
            read = await stream.ReadAsync(piece).ConfigureAwait(false);
            foreach (var (message, scan) in scans)
            {
                scan.Body(piece.AsSpan(0, read), last: read == 0, time.GetUtcNow());
                foreach (var finding in Take(scan.Found, message))
                {
                    yield return finding;
                }
            }
        }
    }

    private MessageContext ContextOf(ScanMessage message) =>
        new(platform, message.Direction, message.Protocol, Source, message.Host, message.Destination);

    private PeerMemory MemoryOf(string destination)
    {
        if (!_memories.TryGetValue(destination, out var memory))
        {
            if (_memories.Count == MostPeers)
            {
                _memories.Clear();
            }

            _memories.Add(destination, memory = new PeerMemory(_client));
        }

        return memory;
    }

    /// <summary>Adds a message of a WebSocket to those before it on its side of the connection.</summary>
    private List<Detected> Join(int connection, ScanMessage message)
    {
        if (!_connections.TryGetValue((connection, message.Direction), out var texts))
        {
            if (_connections.Count == MostConnections)
            {
                _connections.Clear();
            }

            texts = new ConnectionScan(detector, ContextOf(message), _now, MemoryOf(message.Destination));
            _connections.Add((connection, message.Direction), texts);
        }

        texts.Read(message.Body.Span, _now);
        texts.EndMessage(_now);
        texts.Pause(_now);
        return Take(texts.Found, message);
    }

    private List<Detected> Take(List<Detected> found, ScanMessage message)
    {
        var findings = new List<Detected>();
        foreach (var detected in found)
        {
            if (_told.Add((detected.Finding.Pattern + '/' + detected.Rule, message.Destination, detected.Fingerprint)))
            {
                findings.Add(detected);
            }
        }

        found.Clear();
        return findings;
    }
}
