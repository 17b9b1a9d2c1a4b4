using System.Net;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection;

/// <summary>What is known of a message before a byte of it is read. Immutable; shared by the messages of a connection.</summary>
/// <param name="Platform">The platform's name, as findings carry it.</param>
/// <param name="Direction">Which way the message goes.</param>
/// <param name="Protocol"><c>http</c>, <c>https</c>, <c>ws</c>, <c>wss</c> or <c>tunnel</c>.</param>
/// <param name="Source">The monitored client's address, in either direction.</param>
/// <param name="Host">The remote peer's host name or address, lower case.</param>
/// <param name="Destination">The remote peer as <c>host:port</c>, in either direction.</param>
public sealed record MessageContext(
    string Platform, Direction Direction, string Protocol, string Source, string Host, string Destination)
{
    /// <summary>The address that the connection to the host went to, where it is known: a public name may lead to a private place.</summary>
    public IPAddress? Resolved { get; init; }

    /// <summary>The operator's side knows the name as one of the inside, so that leading there is no disguise.</summary>
    public bool IsHostKnownInside { get; init; }

    /// <summary>The client was kept from the destination, because that is not public.</summary>
    public bool IsRefused { get; init; }

    /// <summary>The operator chose the destination (a base-URL route): that it lies inside is no news.</summary>
    public bool IsGiven { get; init; }
}
