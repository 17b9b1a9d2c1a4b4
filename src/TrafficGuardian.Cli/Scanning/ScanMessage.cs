using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Cli.Scanning;

/// <summary>One message of a recording.</summary>
/// <param name="Direction">Which way it went, seen from the agent.</param>
/// <param name="Protocol"><c>http</c>, <c>https</c>, <c>ws</c> or <c>wss</c>.</param>
/// <param name="Host">The remote peer's host.</param>
/// <param name="Port">Its port.</param>
internal sealed record ScanMessage(Direction Direction, string Protocol, string Host, int Port)
{
    /// <summary>The head in HTTP/1 form; empty where the recording has none.</summary>
    public ReadOnlyMemory<byte> Head { get; init; }

    /// <summary>The body, codings taken off.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>When it passed; null where the recording does not say.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The number of the connection whose messages follow each other; null for a message that stands by itself.</summary>
    public int? Connection { get; init; }

    public string Destination => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
