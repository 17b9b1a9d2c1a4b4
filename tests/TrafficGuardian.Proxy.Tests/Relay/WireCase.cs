namespace TrafficGuardian.Proxy.Tests.Relay;

/// <summary>An exchange that must pass unchanged. <c>{origin}</c> stands for the origin's host and port.</summary>
public sealed record WireCase(string Name)
{
    /// <summary>The request line as the client sends it to the proxy.</summary>
    public required string Line { get; init; }

    /// <summary>The request line that the origin must get.</summary>
    public required string ForwardedLine { get; init; }

    /// <summary>Header lines and empty line.</summary>
    public string Lines { get; init; } = "Host: {origin}\r\n\r\n";

    /// <summary>Header lines that the origin must get, where they differ.</summary>
    public string? ForwardedLines { get; init; }

    /// <summary>The request's body as sent.</summary>
    public string Body { get; init; } = "";

    /// <summary>The request's body without its framing, where that differs.</summary>
    public string? Content { get; init; }

    /// <summary>All that the origin answers.</summary>
    public string Reply { get; init; } = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /// <summary>The reply's body without its framing.</summary>
    public string ReplyContent { get; init; } = "ok";

    /// <summary>Trailers of either message, whichever has some.</summary>
    public string Trailers { get; init; } = "";

    /// <summary>The origin closes after its reply.</summary>
    public bool Closes { get; init; }

    public override string ToString() => Name;
}
