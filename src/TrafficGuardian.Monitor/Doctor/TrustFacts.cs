namespace TrafficGuardian.Monitor.Doctor;

/// <summary>The CA, and the files by which the agent trusts it.</summary>
public sealed record TrustFacts
{
    /// <summary>SHA-256 of the CA's certificate, lower-case hexadecimal; null where there is none.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>What is to be said of its end; null where that is far away.</summary>
    public string? ExpiryNotice { get; init; }

    /// <summary>Whether it may vouch for a host.</summary>
    public Func<string, bool> CanVouchFor { get; init; } = _ => true;

    /// <summary>The files that variables of the agent's environment name.</summary>
    public IReadOnlyList<TrustFile> Files { get; init; } = [];
}
