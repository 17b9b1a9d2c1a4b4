using System.Net;
using System.Text;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;
using TrafficGuardian.Monitor.Tests.State;

namespace TrafficGuardian.Monitor.Tests.Platforms;

public sealed class ContainerBridgeTests : IDisposable
{
    private static readonly NetworkCard[] Cards =
    [
        Card("lo", "127.0.0.1", 8),
        Card("eth0", "203.0.113.9", 24),
        Card("br-0123456789ab", "172.18.0.1", 16),
        Card("podman0", "10.88.0.1", 16),
        Card("docker0", "fe80::1", 64),
        Card("docker0", "172.17.0.1", 16),
    ];

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("docker0", "172.17.0.0/16", "host.docker.internal")]
    [InlineData("podman0", "10.88.0.0/16", "host.containers.internal")]
    [InlineData("br-0123456789ab", "172.18.0.0/16", "172.18.0.1")]
    public void The_first_bridge_that_is_known_is_taken_and_its_own_range(string name, string network, string host)
    {
        var cards = Cards.SkipWhile(card => card.Name != name).Concat(Cards.Where(card => card.Name is "lo" or "eth0")).Where(card => card.Name == name || card.Name is "lo" or "eth0").ToList();
        var found = ContainerBridge.Find(cards, name: null)!;
        Assert.Equal((name, network, host), (found.Name, found.Network.ToString(), ContainerBridge.HostNameOn(found)));
        Assert.Equal("docker0", ContainerBridge.Find(Cards, name: null)!.Name);
    }

    [Fact]
    public void Apples_bridge_is_known_and_others_have_to_be_named()
    {
        NetworkCard[] apple = [Card("en0", "192.168.1.5", 24), Card("bridge0", "192.168.2.1", 24), Card("bridge100", "192.168.64.1", 24)];
        Assert.Equal("192.168.64.1", ContainerBridge.HostNameOn(ContainerBridge.Find(apple, name: null)!));
        Assert.Null(ContainerBridge.Find([Card("eth0", "203.0.113.9", 24), Card("bridge0", "192.168.2.1", 24)], name: null));
        Assert.Equal("192.168.2.0/24", ContainerBridge.Find(apple, "bridge0")!.Network.ToString());
        Assert.Null(ContainerBridge.Find(apple, "docker0"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_configurations_that_are_printed_are_valid_as_they_stand(bool isOpened)
    {
        var context = Context();
        Directory.CreateDirectory(Path.Join(_folder.Path, ".onecli/gateway"));
        _folder.Write(".onecli/gateway/ca.pem", Trust.MadeAuthority.Pem());
        if (isOpened)
        {
            new StateHome(context).Create();
            new Monitor.Trust.AuthorityStore(context, new HttpsInspectionConfig().AuthorityIn(context)).Create([], 90, TimeProvider.System.GetUtcNow(), replace: false);
        }

        var bridge = ContainerBridge.Find(Cards, name: null)!;
        var wiring = new NanoclawContainer(new PlatformFacts(context, "http://127.0.0.1:18870"), bridge, new IPEndPoint(bridge.Address, 18870)) { IsOpened = isOpened };
        foreach (var json in new[] { NanoclawWiring.ConfigurationOfVersion1(wiring, bridge), NanoclawWiring.ConfigurationOfVersion2(wiring, bridge) })
        {
            new StateHome(context).Create();
            SafeFile.Replace(context.ConfigPath, Encoding.UTF8.GetBytes(json));
            var loaded = ConfigLoader.Load(context, ConfigOverrides.None);
            Assert.Empty(loaded.Problems);
            Assert.Equal("172.17.0.1:18870", loaded.Config!.Listen.ToString());
            Assert.Contains(json, string.Join('\n', NanoclawWiring.Lines(wiring, verb => verb)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_container_is_given_its_variables_and_at_most_a_certificate()
    {
        var bridge = ContainerBridge.Find(Cards, name: null)!;
        var wiring = new NanoclawContainer(new PlatformFacts(Context(), "http://127.0.0.1:18870"), bridge, new IPEndPoint(bridge.Address, 18870));
        var closed = wiring.Plan(withRoute: true);
        Assert.Equal(["--add-host host.docker.internal:host-gateway"], closed.RunArguments());
        Assert.Contains(new EnvironmentVariable("ANTHROPIC_BASE_URL", "http://host.docker.internal:18871"), closed.Variables);
        Assert.Contains(new EnvironmentVariable("HTTPS_PROXY", "http://host.docker.internal:18870"), closed.Variables);
        Assert.Contains(closed.Variables, variable => variable.Name == "NO_PROXY" && variable.Value.EndsWith(",host.docker.internal", StringComparison.Ordinal));

        var opened = (wiring with { IsOpened = true }).Plan(withRoute: false);
        Assert.Contains(new EnvironmentVariable("NODE_EXTRA_CA_CERTS", ContainerPlan.CertificateInside), opened.Variables);
        Assert.Equal($"type=bind,source={_folder.Path}/.config/nanoclaw/traffic-guardian-ca.pem,target=/run/traffic-guardian/ca.pem,readonly", opened.MountArgument);
        Assert.False(opened.Certificate!.StartsWith(Context().Home + "/", StringComparison.Ordinal), "nothing of the home is mounted");
    }

    [Fact]
    public void Without_a_bridge_nothing_is_guessed()
    {
        var text = string.Join('\n', NanoclawWiring.Lines(
            new NanoclawContainer(new PlatformFacts(Context(), "http://127.0.0.1:18870"), Bridge: null, new IPEndPoint(IPAddress.Loopback, 18870)), verb => verb));
        Assert.Contains("--bridge NAME", text, StringComparison.Ordinal);
        Assert.DoesNotContain("172.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("0.0.0.0", text, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private PlatformContext Context() => PlatformResolver.Resolve(
        new PlatformRequest("nanoclaw", Home: null, Config: null, _folder.Path),
        new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = _folder.Path },
        out _)!;

    private static NetworkCard Card(string name, string address, int length) => new(name, IPAddress.Parse(address), length);
}
