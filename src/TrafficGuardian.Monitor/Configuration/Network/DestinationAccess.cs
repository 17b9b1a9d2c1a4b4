using System.Net;
using TrafficGuardian.Detection.Judging;
using TrafficGuardian.Proxy;

namespace TrafficGuardian.Monitor.Configuration.Network;

/// <summary>
/// What clients may reach through the listener. A client on this machine reaches what it could reach anyway; one in a
/// container or on another machine would get at this machine's own services, so it reaches public addresses only,
/// unless the configuration says otherwise.
/// </summary>
public sealed class DestinationAccess
{
    private readonly bool _isOpen;
    private readonly HostPattern[] _excepted;

    private DestinationAccess(bool isOpen, HostPattern[] excepted) => (_isOpen, _excepted) = (isOpen, excepted);

    /// <summary>What a configuration says.</summary>
    public static DestinationAccess For(MonitorConfig config) => new(
        config.RemoteMayReachPrivate,
        [.. config.ReachablePrivateDestinations.Select(HostPattern.Parse).OfType<HostPattern>()]);

    /// <summary>Whether a client may reach an address, under the host's name as it was given.</summary>
    public bool Allows(IPAddress client, string host, IPAddress address) =>
        IsFree(client)
        || (PublicAddress.IsPublic(address) && !OwnAddress.Is(address))
        || _excepted.Any(pattern => pattern.Contains(address))
        || IsListed(host);

    /// <summary>The same for a name that an upstream proxy resolves.</summary>
    public NameVerdict Judge(IPAddress client, string host) =>
        IsFree(client) || IsListed(host) ? NameVerdict.Allowed
        : InsideNames.LeadsInside(host) || !IsPublicName(host) ? NameVerdict.Refused
        : NameVerdict.LookUp;

    /// <summary>Whether the operator has listed the name as one of the inside.</summary>
    public bool IsListed(string host) => _excepted.Any(pattern => pattern.Matches(host));

    private bool IsFree(IPAddress client) => _isOpen || IPAddress.IsLoopback(EndpointText.Plain(client));

    // A proxy may undo escapes, or read as an address what ends in a number (URL Standard section 3.5).
    private static bool IsPublicName(string host) =>
        host.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        && host[(host.LastIndexOf('.') + 1)..] is { Length: > 1 } top && char.IsAsciiLetter(top[0]);
}
