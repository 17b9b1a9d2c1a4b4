using TrafficGuardian.Monitor.Configuration.Network;
using TrafficGuardian.Monitor.Configuration.Reading;

namespace TrafficGuardian.Monitor.Configuration.Binding;

/// <summary>Lists of host patterns. Which forms mean something differs by key, and a form that means nothing there is refused.</summary>
internal static class HostLists
{
    private const string Message = "is not a host pattern that is known here";

    /// <summary>Names and single addresses.</summary>
    public static IReadOnlyList<string> Names(ObjectReader reader, string key) =>
        Read(reader, key, pattern => !pattern.HasPort && !pattern.IsRange, "write it like api.example.com or *.example.com, without a port");

    /// <summary>Names, addresses and CIDR ranges.</summary>
    public static IReadOnlyList<string> WithRanges(ObjectReader reader, string key) =>
        Read(reader, key, pattern => !pattern.HasPort, "write it like api.example.com, *.example.com or 10.0.0.0/8, without a port");

    /// <summary>Names, addresses and CIDR ranges, with or without a port.</summary>
    public static IReadOnlyList<string> WithPorts(ObjectReader reader, string key) =>
        Read(reader, key, _ => true, "write it like api.example.com, *.example.com, 10.0.0.0/8, or one of them with :port");

    private static IReadOnlyList<string> Read(ObjectReader reader, string key, Func<HostPattern, bool> allows, string remedy) =>
        reader.List(key, text => HostPattern.Parse(text) is { } pattern && allows(pattern) ? text : null, Message, remedy);
}
