using TrafficGuardian.Detection;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Cli.Scanning;

/// <summary>Runs the detector over messages that were recorded. Equal findings of one file are told once.</summary>
internal sealed class OfflineScanner(Detector detector, string platform, TimeProvider time)
{
    /// <summary>Where the findings of a recording are said to come from.</summary>
    private const string Source = "127.0.0.1";
    private const int PieceBytes = 64 * 1024;

    private readonly HashSet<(string Rule, string Destination, UInt128 Fingerprint)> _told = [];

    /// <summary>Forgets what was told: a new file begins.</summary>
    public void NextFile() => _told.Clear();

    /// <summary>Scans one message.</summary>
    public IReadOnlyList<Detected> Scan(ScanMessage message)
    {
        var scan = new MessageScan();
        scan.Begin(detector, ContextOf(message), time.GetUtcNow());
        if (message.Head.IsEmpty)
        {
            scan.Host();
        }
        else
        {
            scan.Head(message.Head.Span);
        }

        scan.Body(message.Body.Span, last: true, time.GetUtcNow());
        return Take(scan, message);
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
                foreach (var finding in Take(scan, message))
                {
                    yield return finding;
                }
            }
        }
    }

    private MessageContext ContextOf(ScanMessage message) =>
        new(platform, message.Direction, message.Protocol, Source, message.Host, message.Destination);

    private List<Detected> Take(MessageScan scan, ScanMessage message)
    {
        var findings = new List<Detected>();
        foreach (var detected in scan.Found)
        {
            if (_told.Add((detected.Finding.Pattern + '/' + detected.Rule, message.Destination, detected.Fingerprint)))
            {
                findings.Add(detected);
            }
        }

        scan.Found.Clear();
        return findings;
    }
}
