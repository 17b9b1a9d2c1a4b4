namespace TrafficGuardian.Cli.Scanning;

/// <summary>Destinations as a user writes them: <c>HOST</c>, <c>HOST:PORT</c>, <c>[IPv6]:PORT</c>.</summary>
internal static class ScanDestination
{
    /// <summary>What a plain file is said to go to when nobody says: a name that can't exist (RFC 2606, section 2).</summary>
    public const string Unknown = "unknown.invalid";

    /// <returns>The message with that destination, or null where it can't be read.</returns>
    public static ScanMessage? TryParse(string text, ScanMessage message)
    {
        if (!Uri.TryCreate($"{message.Protocol}://{text}", UriKind.Absolute, out var uri) || uri.PathAndQuery != "/"
            || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0 || uri.IdnHost.Length == 0)
        {
            return null;
        }

        return message with { Host = uri.IdnHost.ToLowerInvariant(), Port = uri.Port };
    }
}
