namespace TrafficGuardian.Monitor.Doctor.Paths;

/// <summary>One way by which an agent's traffic leaves: who sends, how, and where to. Names only, never a value that could be a secret.</summary>
/// <param name="Kind"><c>model</c>, <c>channel</c>, <c>tool</c>, <c>skills</c>, <c>mcp</c> or <c>container</c>.</param>
/// <param name="Name">Its name within its kind, fit to show.</param>
/// <param name="Client">What sends.</param>
public sealed record TrafficPath(string Kind, string Name, ClientKind Client)
{
    /// <summary>Where it leads, as far as that is known.</summary>
    public IReadOnlyList<Destination> Destinations { get; init; } = [];

    /// <summary>The proxy that is configured for it alone; null where there is none.</summary>
    public OwnProxy? Proxy { get; init; }

    /// <summary>Why it goes round the monitor whatever the environment says, and what to do; null where that is told by <see cref="Client"/>.</summary>
    public (string Code, string Cause, string Remedy)? Detour { get; init; }

    /// <summary>Variables that are set for it alone and win over the environment.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The program that is started, for <see cref="ClientKind.Child"/>: a file's name, in lower case.</summary>
    public string Program { get; init; } = "";

    /// <summary>A CA file that is configured for it alone, as the key that names it; null where there is none.</summary>
    public string? OwnTrust { get; init; }
}
