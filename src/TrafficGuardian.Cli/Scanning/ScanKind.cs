namespace TrafficGuardian.Cli.Scanning;

/// <summary>What a file to scan holds.</summary>
internal enum ScanKind
{
    /// <summary>Anything: its bytes are one body.</summary>
    Plain,

    /// <summary>An HTTP archive.</summary>
    Har,

    /// <summary>One message a line.</summary>
    JsonLines,
}
