namespace TrafficGuardian.Monitor.Configuration;

/// <summary>One of <c>routes</c>: a loopback listener that stands for one API.</summary>
public sealed record RouteConfig(System.Net.IPEndPoint Listen, Uri Target);
