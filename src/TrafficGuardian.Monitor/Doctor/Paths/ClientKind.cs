namespace TrafficGuardian.Monitor.Doctor.Paths;

/// <summary>What the program at the beginning of a path makes of proxy variables.</summary>
public enum ClientKind
{
    /// <summary>Go's <c>net/http</c>: <c>HTTP_PROXY</c> and <c>HTTPS_PROXY</c>, never for loopback.</summary>
    Go,

    /// <summary>Go's, behind a gate that asks for the upper-case names only.</summary>
    GoUpperCase,

    /// <summary>Node's own clients: only with <c>NODE_USE_ENV_PROXY</c> and a release that knows it.</summary>
    Node,

    /// <summary>A Node library that makes its own sockets (<c>ws</c>): no variable reaches it.</summary>
    NodeSockets,

    /// <summary>OpenClaw's managed proxy, which stands before all clients of its process and clears <c>NO_PROXY</c>.</summary>
    Managed,

    /// <summary>Python's clients: all usual names, loopback too.</summary>
    Python,

    /// <summary>A client that was written without a proxy.</summary>
    Deaf,

    /// <summary>IRC, MQTT: nothing that an HTTP proxy carries.</summary>
    Raw,

    /// <summary>A program that is started, with the environment of the agent.</summary>
    Child,

    /// <summary>A container, which has an environment of its own.</summary>
    Container,
}
