using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Configuration.Network;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Tests.Platforms;
using TrafficGuardian.Monitor.Tests.State;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Monitor.Tests.Configuration;

public sealed class UpstreamTests
{
    [Theory]
    [InlineData("http://proxy.example:3128", "http://proxy.example:3128", null)]
    [InlineData("proxy.example:3128", "http://proxy.example:3128", null)]
    [InlineData("http://proxy.example", "http://proxy.example:80", null)]
    [InlineData("http://proxy.example:3128/", "http://proxy.example:3128", null)]
    [InlineData("socks5://proxy.example:1080", "socks5://proxy.example:1080", null)]
    [InlineData("socks5h://proxy.example", "socks5://proxy.example:1080", null)]
    [InlineData("http://us%40er:p%3Aw@proxy.example:1", "http://proxy.example:1", "us@er:p:w")]
    [InlineData("http://token@proxy.example:1", "http://proxy.example:1", "token:")]
    public void The_environments_proxy_is_read_as_its_clients_write_it(string value, string proxy, string? credentials)
    {
        var found = Environment(("HTTPS_PROXY", value)).ProxyFor("api.example.com", 443)!;

        Assert.Equal(proxy, found.ToString());
        Assert.Equal(credentials, found.Credentials);
    }

    [Theory]
    [InlineData("https://proxy.example:1")]
    [InlineData("socks4://proxy.example:1")]
    [InlineData("http://")]
    [InlineData("http://u:made-up\nX@proxy.example:1")]
    [InlineData("http://u:made-up%0d%0aX@proxy.example:1")]
    public void A_proxy_that_cannot_be_used_is_said_by_its_variable_and_without_its_value(string value)
    {
        UpstreamSelector.Create(new UpstreamConfig { Proxy = "environment" }, Context.Of(PlatformKind.Picoclaw, "/g", ("HTTPS_PROXY", value)), out var problems);

        var problem = Assert.Single(problems);
        Assert.Equal("HTTPS_PROXY", problem.Place);
        Assert.DoesNotContain("made-up", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lower_case_wins_and_all_proxy_fills_what_is_missing()
    {
        var selector = Environment(("http_proxy", "http://low:1"), ("HTTP_PROXY", "http://up:1"), ("ALL_PROXY", "socks5://all:1"));

        Assert.Equal("http://low:1", selector.ProxyFor("a.example", 80)!.ToString());
        Assert.Equal("socks5://all:1", selector.ProxyFor("a.example", 443)!.ToString());
    }

    [Fact]
    public void One_schemes_proxy_does_not_serve_the_other_ones_port()
    {
        var selector = Environment(("http_proxy", "http://only-http:1"));

        Assert.Null(selector.ProxyFor("a.example", 443));
        Assert.NotNull(selector.ProxyFor("a.example", 80));
        Assert.NotNull(selector.ProxyFor("a.example", 8080));
    }

    [Fact]
    public void In_a_cgi_program_the_upper_case_variable_is_a_clients_header()
    {
        Assert.Null(Environment(("HTTP_PROXY", "http://evil:1"), ("REQUEST_METHOD", "GET")).ProxyFor("a.example", 80));
        Assert.NotNull(Environment(("http_proxy", "http://good:1"), ("REQUEST_METHOD", "GET")).ProxyFor("a.example", 80));
    }

    [Theory]
    [InlineData("example.com", "example.com", 443, true)]
    [InlineData("example.com", "a.example.com", 443, true)]
    [InlineData("example.com", "notexample.com", 443, false)]
    [InlineData(".example.com", "example.com", 443, false)]
    [InlineData(".example.com", "a.example.com", 443, true)]
    [InlineData("*.example.com", "a.example.com", 443, true)]
    [InlineData("example.com:8443", "example.com", 8443, true)]
    [InlineData("example.com:8443", "example.com", 443, false)]
    [InlineData("10.0.0.0/8", "10.2.3.4", 443, true)]
    [InlineData("a.example, 10.1.1.1", "10.1.1.1", 80, true)]
    [InlineData("*", "anything", 443, true)]
    [InlineData("http://nonsense,,;", "a.example", 443, false)]
    [InlineData("", "localhost", 80, true)]
    [InlineData("", "127.0.0.1", 80, true)]
    [InlineData("", "[::1]", 80, true)]
    public void What_no_proxy_names_is_reached_directly(string noProxy, string host, int port, bool direct) =>
        Assert.Equal(direct, Environment(("HTTP_PROXY", "http://p:1"), ("HTTPS_PROXY", "http://p:1"), ("NO_PROXY", noProxy)).ProxyFor(host, port) is null);

    [Fact]
    public void A_configured_proxy_serves_all_but_its_exceptions()
    {
        var selector = Selector(new UpstreamConfig { Proxy = "socks5://[::1]:1080", NoProxy = ["*.corp.example", "10.0.0.0/8"] });

        var proxy = selector.ProxyFor("api.example.com", 443)!;
        Assert.Equal((UpstreamProxyKind.Socks5, 1080), (proxy.Kind, proxy.Port));
        Assert.Null(selector.ProxyFor("git.corp.example", 22));
        Assert.Null(selector.ProxyFor("10.1.1.1", 22));
        Assert.NotNull(selector.ProxyFor("corp.example", 22));
    }

    [Fact]
    public void Without_a_proxy_everything_is_direct() =>
        Assert.Null(Selector(new UpstreamConfig(), ("HTTPS_PROXY", "http://p:1")).ProxyFor("a.example", 443));

    [Fact]
    public void Credentials_come_from_where_they_are_named()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("credentials", "user:from-file\n");
        var config = new UpstreamConfig { Proxy = "http://p:1" };

        Assert.Equal("user:from-file", Selector(config with { ProxyCredentials = new(null, file, false) }).ProxyFor("a", 1)!.Credentials);
        Assert.Equal("user:from-env", Selector(config with { ProxyCredentials = new("TG_C", null, false) }, ("TG_C", "user:from-env")).ProxyFor("a", 1)!.Credentials);
        Assert.True(Selector(config with { ProxyCredentials = new(null, null, true) }).ProxyFor("a", 1)!.PassClientCredentials);
    }

    [Theory]
    [InlineData("made-up", TemporaryFolder.FileMode, "user:password")]
    [InlineData("made-up:a\r\nX: y", TemporaryFolder.FileMode, "user:password")]
    [InlineData("\n", TemporaryFolder.FileMode, "holds nothing")]
    [InlineData("made-up:a", TemporaryFolder.FileMode | UnixFileMode.GroupRead, "not safe to use")]
    public void Credentials_that_cannot_be_used_are_refused_without_being_quoted(string content, UnixFileMode mode, string message)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("credentials", content, mode);

        UpstreamSelector.Create(new UpstreamConfig { Proxy = "http://p:1", ProxyCredentials = new(null, file, false) }, Context.Of(PlatformKind.Picoclaw, "/g"), out var problems);

        var problem = Assert.Single(problems);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("made-up", problem.ToString(), StringComparison.Ordinal);
    }

    private static UpstreamSelector Environment(params (string, string)[] variables) =>
        Selector(new UpstreamConfig { Proxy = "environment" }, variables);

    private static UpstreamSelector Selector(UpstreamConfig config, params (string, string)[] variables)
    {
        var selector = UpstreamSelector.Create(config, Context.Of(PlatformKind.Picoclaw, "/g", variables), out var problems);
        Assert.Empty(problems);
        return selector;
    }
}
