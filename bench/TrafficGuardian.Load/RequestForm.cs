namespace TrafficGuardian.Load;

/// <summary>How a request names its target.</summary>
internal enum RequestForm
{
    /// <summary><c>GET /path</c>: to the origin itself, or to a reverse proxy.</summary>
    Origin,

    /// <summary><c>GET http://host/path</c>: to a forward proxy.</summary>
    Absolute,

    /// <summary><c>CONNECT host</c> first, then as to the origin.</summary>
    Tunnel,
}
