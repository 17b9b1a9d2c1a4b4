namespace TrafficGuardian.Monitor.Platforms;

/// <summary>What NanoClaw mounts into no container unless its operator changes the list: paths with one of these in any part.</summary>
internal static class MountAllowlist
{
    private static readonly string[] Refused =
    [
        ".ssh", ".gnupg", ".gpg", ".aws", ".azure", ".gcloud", ".kube", ".docker", "credentials", ".env", ".netrc", ".npmrc", ".pypirc",
        "id_rsa", "id_ed25519", "private_key", ".secret",
    ];

    /// <summary>What an operator is told of a home whose snapshot could not be mounted.</summary>
    public static IEnumerable<string> Warnings(string home) => RefusedPart(home) is { } part
        ? [$"the snapshot can't be mounted as it lies: NanoClaw refuses paths with '{part}' in them; name a home without it with --home"]
        : [];

    /// <summary>The first thing in a path that is refused; null where there is none.</summary>
    internal static string? RefusedPart(string path) =>
        Array.Find(Refused, refused => path.Contains(refused, StringComparison.Ordinal));
}
