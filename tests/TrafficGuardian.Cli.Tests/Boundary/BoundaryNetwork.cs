using System.Net;
using System.Net.Sockets;
using TrafficGuardian.Monitor.Tests.Reach;

namespace TrafficGuardian.Cli.Tests.Boundary;

/// <summary>
/// A host with a bridge, three containers on it, and a world outside with a public address: network namespaces joined by veth pairs,
/// none of which touches this machine's own network.
/// </summary>
internal sealed class BoundaryNetwork : IDisposable
{
    public const string Bridge = "172.31.97.1";
    public const string Family = "172.31.97.2";
    public const string Work = "172.31.97.3";

    /// <summary>A container on the same bridge whose address is in no allowed range.</summary>
    public const string Stranger = "172.31.98.9";

    /// <summary>The host's address towards the world: public, and its own.</summary>
    public const string Outside = "11.7.7.1";
    public const string World = "11.7.7.2";
    public const string Metadata = "169.254.169.254";

    private readonly string _prefix = Namespaces.Name();

    public BoundaryNetwork()
    {
        foreach (var program in new[] { "unshare", "nsenter", "pivot_root", "setpriv", "mount", "node", "ldd" })
        {
            Tools.Need(program);
        }

        Namespaces.Need();
        string[] spaces = ["host", "world", "family", "work", "stranger"];
        Assert.True(Namespaces.Batch(spaces.Select(space => $"netns add {Name(space)}")));
        Assert.True(Namespaces.Batch(spaces.SelectMany(Pair)), "the veth pairs can't be made");
        Run("host", "link set lo up", $"address add {Metadata}/32 dev lo", "link add bridge type bridge", $"address add {Bridge}/24 dev bridge", "link set bridge up",
            "link set family master bridge up", "link set work master bridge up", "link set stranger master bridge up",
            $"address add {Outside}/24 dev world", "link set world up", "route add 172.31.98.0/24 dev bridge");
        Run("world", "link set lo up", $"address add {World}/24 dev eth0", "link set eth0 up");
        Run("family", "link set lo up", $"address add {Family}/24 dev eth0", "link set eth0 up", $"route add default via {Bridge}");
        Run("work", "link set lo up", $"address add {Work}/24 dev eth0", "link set eth0 up", $"route add default via {Bridge}");
        Run("stranger", "link set lo up", $"address add {Stranger}/24 dev eth0", "link set eth0 up", $"route add {Bridge}/32 dev eth0");
    }

    /// <summary>The namespace's name, as <c>ip</c> knows it.</summary>
    public string Name(string space) => $"{_prefix}-{space}";

    /// <summary>A listening socket in a namespace.</summary>
    public Socket Listen(string space, string address, int port = 0) => Namespaces.Within(Name(space), () =>
    {
        var endpoint = new IPEndPoint(IPAddress.Parse(address), port);
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        socket.Listen(128);
        return socket;
    });

    public UdpClient Datagrams(string space, string address, int port) =>
        Namespaces.Within(Name(space), () => new UdpClient(new IPEndPoint(IPAddress.Parse(address), port)));

    /// <summary>The command that starts a program in a namespace.</summary>
    public string[] Enter(string space) => ["nsenter", $"--net=/run/netns/{Name(space)}"];

    public void Dispose() => Namespaces.Batch(((string[])["host", "world", "family", "work", "stranger"]).Select(space => $"netns delete {Name(space)}"));

    private IEnumerable<string> Pair(string space) => space == "host"
        ? []
        : [$"link add {space} netns {Name("host")} type veth peer name eth0 netns {Name(space)}"];

    private void Run(string space, params string[] commands) =>
        Assert.True(Namespaces.Ip("netns", "exec", Name(space), "sh", "-c", string.Join(" && ", commands.Select(command => $"ip {command}"))), space);
}
