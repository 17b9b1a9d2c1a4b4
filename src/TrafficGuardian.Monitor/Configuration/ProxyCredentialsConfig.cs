namespace TrafficGuardian.Monitor.Configuration;

/// <summary><c>upstream.proxy_credentials</c>: exactly one of the three is set.</summary>
/// <param name="Env">Name of the environment variable that holds <c>user:password</c>.</param>
/// <param name="File">Path of the file that holds it.</param>
/// <param name="Client">The client's own <c>Proxy-Authorization</c> is passed on.</param>
public sealed record ProxyCredentialsConfig(string? Env, string? File, bool Client);
