using System.Net.Sockets;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>Finds the interface on which containers reach this machine, among those that it really has.</summary>
public static class ContainerBridge
{
    // In the order in which they are taken: Docker, Apple's vmnet, Podman, CNI, nerdctl, networks that were made in Docker.
    private static readonly Func<string, bool>[] Known =
    [
        name => name == "docker0",
        name => name.StartsWith("bridge1", StringComparison.Ordinal) && name.Length == 9,
        name => name.StartsWith("podman", StringComparison.Ordinal),
        name => name.StartsWith("cni", StringComparison.Ordinal),
        name => name.StartsWith("nerdctl", StringComparison.Ordinal),
        name => name.StartsWith("br-", StringComparison.Ordinal),
    ];

    /// <summary>The bridge that is meant, or the first that is known; null where there is none.</summary>
    /// <param name="cards">This machine's interfaces.</param>
    /// <param name="name">The one that the operator has named, or null.</param>
    public static NetworkCard? Find(IReadOnlyList<NetworkCard> cards, string? name)
    {
        // Containers speak IPv4 to their host wherever they speak at all.
        var usable = cards.Where(card => card.Address.AddressFamily == AddressFamily.InterNetwork).ToList();
        return name is not null
            ? usable.Find(card => card.Name == name)
            : Known.Select(known => usable.Find(card => known(card.Name))).FirstOrDefault(found => found is not null);
    }

    /// <summary>How a container on it calls this machine: by the name that its runtime gives it, else by the address.</summary>
    public static string HostNameOn(NetworkCard bridge) =>
        bridge.Name == "docker0" ? "host.docker.internal"
        : bridge.Name.StartsWith("podman", StringComparison.Ordinal) ? "host.containers.internal"
        : bridge.Address.ToString();
}
