using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace TrafficGuardian.Cli.Tests.Services;

public sealed class ContainerWiringTests : IDisposable
{
    private readonly TestHome _home = new();

    [Fact]
    public async Task Setup_prints_both_wirings_with_the_values_of_the_interface_that_is_named()
    {
        var (name, address) = Interface();
        var text = (await CallAsync("setup", "--bridge", name)).Output;
        Assert.Contains($"\"listen\": \"{address}:18870\", \"allow_remote\": true, \"allowed_clients\": [", text, StringComparison.Ordinal);
        Assert.Contains($"\"routes\": [{{ \"listen\": \"{address}:18871\"", text, StringComparison.Ordinal);
        Assert.Contains("\"proxy_credentials\": \"client\", \"ca_bundle\": \"~/.onecli/gateway/ca.pem\"", text, StringComparison.Ordinal);
        Assert.Contains("To undo the wiring of containers", text, StringComparison.Ordinal);
        Assert.DoesNotContain("0.0.0.0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ca.key", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interface_that_is_not_there_is_told_with_those_that_are()
    {
        var result = await CallAsync("setup", "--bridge", "docker9");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("It has: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_container_of_a_chained_monitor_is_told_where_its_token_goes()
    {
        var (_, address) = Interface();
        _home.Configure($$"""
            { "listen": "{{address}}:18870", "allow_remote": true, "allowed_clients": ["172.17.0.0/16"], "upstream": { "proxy": "http://127.0.0.1:10255", "proxy_credentials": "client" } }
            """);
        var docker = await CallAsync("env", "--format", "docker");
        Assert.Contains($"HTTPS_PROXY=http://{address}:18870\n", docker.Output, StringComparison.Ordinal);
        Assert.Contains($"# put the user and password that OneCLI gave the container before the host: http://x:TOKEN@{address}:18870\n", docker.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ANTHROPIC_BASE_URL", docker.Output, StringComparison.Ordinal);
        Assert.Equal("", docker.Error);
    }

    [Fact]
    public async Task A_compose_service_gets_the_certificate_alone_and_read_only()
    {
        var (_, address) = Interface();
        var listen = $$"""
            "listen": "{{address}}:18870", "allow_remote": true, "allowed_clients": ["172.17.0.0/16"], "routes": [{ "listen": "{{address}}:18871", "target": "http://127.0.0.1:3001" }]
            """;
        _home.Configure($"{{ {listen} }}");
        Assert.Equal(0, (await CallAsync("ca", "init")).ExitCode);
        _home.Configure($"{{ {listen}, \"https_inspection\": {{ \"enabled\": true, \"trust_scope\": \"runtime\" }} }}");
        var compose = (await CallAsync("env", "--format", "compose")).Output;
        Assert.Contains($"  ANTHROPIC_BASE_URL: \"http://{address}:18871\"\n", compose, StringComparison.Ordinal);
        Assert.Contains(
            $"volumes:\n  - type: bind\n    source: \"{_home.Folder}/.config/nanoclaw/traffic-guardian-ca.pem\"\n    target: \"/run/traffic-guardian/ca.pem\"\n    read_only: true\n",
            compose, StringComparison.Ordinal);
        Assert.DoesNotContain(_home.Guardian, compose, StringComparison.Ordinal);

        var export = Path.Combine(_home.Folder, ".config/nanoclaw");
        Directory.CreateDirectory(export);
        Assert.Equal(0, (await CallAsync("ca", "export", "--output", Path.Combine(export, "traffic-guardian-ca.pem"))).ExitCode);
        Assert.DoesNotContain("PRIVATE", await File.ReadAllTextAsync(Path.Combine(export, "traffic-guardian-ca.pem")), StringComparison.Ordinal);
    }

    public void Dispose() => _home.Dispose();

    private Task<CliResult> CallAsync(params string[] args) => _home.CallAsync([.. args, "--platform", "nanoclaw", "--home", _home.Guardian]);

    /// <summary>An interface that is not loopback, which stands for a bridge.</summary>
    private static (string Name, string Address) Interface()
    {
        var found = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(card => card.GetIPProperties().UnicastAddresses, (card, unicast) => (card.Name, unicast.Address))
            .FirstOrDefault(card => card.Address.AddressFamily == AddressFamily.InterNetwork && !System.Net.IPAddress.IsLoopback(card.Address));
        Assert.SkipWhen(found.Address is null, "this machine has no network interface.");
        return (found.Name, found.Address!.ToString());
    }
}
