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
}
