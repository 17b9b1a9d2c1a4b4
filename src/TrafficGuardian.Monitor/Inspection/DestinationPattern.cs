using TrafficGuardian.Monitor.Configuration.Network;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>A host pattern, with or without a port, held against the destinations that findings name.</summary>
internal sealed class DestinationPattern
{
    private readonly HostPattern _pattern;

    private DestinationPattern(HostPattern pattern) => _pattern = pattern;

    /// <summary>Reads a pattern; null where it is none.</summary>
    public static DestinationPattern? Parse(string text) =>
        HostPattern.Parse(text) is { } pattern ? new DestinationPattern(pattern) : null;

    /// <param name="destination"><c>host:port</c>, IPv6 hosts in brackets.</param>
    public bool Matches(string destination)
    {
        var colon = destination.LastIndexOf(':');
        return colon < 0
            ? _pattern.Matches(destination)
            : _pattern.Matches(destination[..colon], int.TryParse(destination.AsSpan(colon + 1), out var port) ? port : 0);
    }
}
