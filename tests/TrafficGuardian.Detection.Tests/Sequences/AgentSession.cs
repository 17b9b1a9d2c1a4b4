using System.Text;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Tests.Streaming;

namespace TrafficGuardian.Detection.Tests.Sequences;

/// <summary>One client's agent that calls tools; each call passes on the wire as one message.</summary>
internal sealed class AgentSession
{
    private static readonly Detector BuiltIn = Detector.Create(new DetectorOptions { FingerprintKey = new byte[32] }, out _)!;

    private readonly ClientMemory _client = new();
    private readonly Detector _detector;
    private DateTimeOffset _now = Harness.Now;

    public AgentSession(Detector? detector = null) => _detector = detector ?? BuiltIn;

    /// <summary>The sequences that were found.</summary>
    public List<Detected> Found { get; } = [];

    /// <summary>What was found, as <c>severity rule</c>.</summary>
    public string[] Told => [.. Found.Select(static d => $"{d.Finding.Severity} {d.Rule}")];

    public AgentSession Wait(TimeSpan time)
    {
        _now += time;
        return this;
    }

    /// <summary>Runs the lines of a trace, ten seconds apart: <c>$ command</c>, or <c>tool {arguments}</c>.</summary>
    public AgentSession Run(string trace, string format = "anthropic")
    {
        foreach (var line in trace.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (tool, arguments) = line.StartsWith("$ ", StringComparison.Ordinal)
                ? ("bash", $$"""{"command":{{ModelStreams.Json(line[2..].Replace("\\n", "\n", StringComparison.Ordinal))}}}""")
                : (line[..line.IndexOf(' ', StringComparison.Ordinal)], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            Send(ToolWire.Of(format, tool, arguments));
            _now += TimeSpan.FromSeconds(10);
        }

        return this;
    }

    /// <summary>Sends one message as a trace of the wire has it.</summary>
    public AgentSession Send(ToolWire message, int piece = int.MaxValue)
    {
        var scan = new MessageScan();
        scan.Begin(_detector, Harness.Context(message.Direction, message.Host), _now, new PeerMemory(_client));
        scan.Head(Encoding.UTF8.GetBytes(message.Head));
        foreach (var part in Encoding.UTF8.GetBytes(message.Body).Chunk(Math.Min(piece, 1 << 20)))
            scan.Body(part, last: false, _now);
        scan.Body([], last: true, _now);
        Found.AddRange(scan.Found.Where(static d => d.Finding.Pattern == "suspicious_sequence"));
        return this;
    }
}
