namespace TrafficGuardian.Monitor.Platforms;

/// <summary>What a container needs to be monitored, with the values of this machine.</summary>
public sealed record ContainerPlan
{
    /// <summary>Where the CA's certificate lies in the container.</summary>
    public const string CertificateInside = "/run/traffic-guardian/ca.pem";

    /// <summary>How the container calls this machine: a name or an address.</summary>
    public required string HostName { get; init; }

    /// <summary>What to set in the container's environment.</summary>
    public required IReadOnlyList<EnvironmentVariable> Variables { get; init; }

    /// <summary>A certificate to mount, read-only: a file of its own outside the home, never a key; null where HTTPS is not opened.</summary>
    public string? Certificate { get; init; }

    /// <summary>Docker on Linux knows the machine's name only where it is told.</summary>
    public bool NeedsHostEntry => HostName == "host.docker.internal";

    /// <summary>The mount as <c>docker run</c> takes it, or null.</summary>
    public string? MountArgument =>
        Certificate is null ? null : $"type=bind,source={Certificate},target={CertificateInside},readonly";

    /// <summary>Beside the environment: what a Compose service needs. Lines ended by a line feed.</summary>
    public string ComposeText() =>
        (Certificate is null ? "" : $"""
            volumes:
              - type: bind
                source: {EnvironmentExport.ComposeQuote(Certificate)}
                target: "{CertificateInside}"
                read_only: true

            """)
        + (NeedsHostEntry ? "extra_hosts:\n  - \"host.docker.internal:host-gateway\"\n" : "");

    /// <summary>The same as arguments of <c>docker run</c>, each a line.</summary>
    public IEnumerable<string> RunArguments()
    {
        if (NeedsHostEntry)
        {
            yield return "--add-host host.docker.internal:host-gateway";
        }

        if (MountArgument is { } mount)
        {
            yield return $"--mount {EnvironmentExport.ShellQuote(mount)}";
        }
    }
}
