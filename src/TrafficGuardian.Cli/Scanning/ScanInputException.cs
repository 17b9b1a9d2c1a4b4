namespace TrafficGuardian.Cli.Scanning;

/// <summary>A file that can't be read as what it claims to be: place, cause and remedy, never content.</summary>
internal sealed class ScanInputException(string message) : Exception(message);
