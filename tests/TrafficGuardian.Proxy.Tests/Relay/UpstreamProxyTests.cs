using System.Net;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Tests.Relay;

/// <summary>The scripted origin of the rig plays the upstream proxy.</summary>
public sealed class UpstreamProxyTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    // "user:pass word" in base64.
    private const string CredentialsLine = "Proxy-Authorization: Basic dXNlcjpwYXNzIHdvcmQ=\r\n";

    [Fact]
    public async Task Plain_requests_stay_in_absolute_form_and_share_the_proxys_connection()
    {
        await using var rig = RigThrough(UpstreamProxyKind.Http, out _);
        var (client, proxy, head) = await rig.RequestAsync("GET http://a.example/1 HTTP/1.1\r\nHost: a.example\r\nProxy-Authorization: Basic eA==\r\nX: y\r\n\r\n");
        Assert.Equal("GET http://a.example/1 HTTP/1.1\r\nHost: a.example\r\nX: y\r\n\r\n", head);
        await client.SendAsync("GET http://b.example/2 HTTP/1.1\r\n\r\n");
        Assert.Equal("GET http://b.example/2 HTTP/1.1\r\n\r\n", await proxy.ReadHeadAsync());
        await proxy.SendAsync(Ok + Ok);
        Assert.Equal(Ok + Ok, await client.ReadAsync(2 * Ok.Length));
        Assert.Equal("a.example:80", (await rig.Observer.NextAsync()).Info.Destination);
        Assert.Equal("b.example:80", (await rig.Observer.NextAsync()).Info.Destination);
    }

    [Theory]
    [InlineData("10.0.0.1", "403 Forbidden")]
    [InlineData("[::ffff:10.0.0.1]", "403 Forbidden")]
    [InlineData("SELF", "508 Loop Detected")]
    public async Task What_a_client_may_not_reach_it_may_not_reach_on_a_proxys_connection_in_use(string host, string status)
    {
        UpstreamProxy? upstream = null;
        await using var rig = new Rig(o => o with
        {
            UpstreamProxyFor = (_, _) => upstream,
            DestinationAllowed = (_, _, address) => !address.Equals(IPAddress.Parse("10.0.0.1")),
        });
        upstream = new UpstreamProxy(UpstreamProxyKind.Http, "127.0.0.1", rig.Origin.Port);
        var (client, proxy, _) = await rig.RequestAsync("GET http://a.example/1 HTTP/1.1\r\n\r\n");
        await proxy.SendAsync(Ok);
        await client.ReadAsync(Ok.Length);

        var authority = host == "SELF" ? rig.Proxy.Endpoint.ToString() : host;
        await client.SendAsync($"GET http://{authority}/2 HTTP/1.1\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status}", await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal("", await proxy.ReadToEndAsync());
    }

    [Fact]
    public async Task Credentials_are_sent_at_once()
    {
        await using var rig = RigThrough(UpstreamProxyKind.Http, out _, p => p with { Credentials = "user:pass word" });
        var (_, _, head) = await rig.RequestAsync("GET http://a.example/ HTTP/1.1\r\nX: y\r\n\r\n");
        Assert.Equal($"GET http://a.example/ HTTP/1.1\r\nX: y\r\n{CredentialsLine}\r\n", head);
    }

    [Fact]
    public async Task The_clients_own_credentials_pass_where_asked_for()
    {
        await using var rig = RigThrough(UpstreamProxyKind.Http, out _, p => p with { PassClientCredentials = true });
        var (_, _, head) = await rig.RequestAsync("GET http://a.example/ HTTP/1.1\r\nproxy-authorization: Basic eA==\r\n folded\r\nProxy-Connection: x\r\n\r\n");
        Assert.Equal("GET http://a.example/ HTTP/1.1\r\nproxy-authorization: Basic eA==\r\n folded\r\n\r\n", head);
    }

    [Fact]
    public async Task A_tunnel_is_asked_for_with_the_clients_own_words()
    {
        await using var rig = RigThrough(UpstreamProxyKind.Http, out _, p => p with { Credentials = "user:pass word" });
        using var client = await rig.ConnectAsync();
        await client.SendAsync("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\nUser-Agent: x\r\nProxy-Connection: y\r\n\r\nearly");
        using var proxy = await rig.Origin.AcceptAsync();
        Assert.Equal($"CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\nUser-Agent: x\r\n{CredentialsLine}\r\n", await proxy.ReadHeadAsync());
        await proxy.SendAsync("HTTP/1.0 200 OK\r\nX: y\r\n\r\nserver first");
        Assert.Equal("HTTP/1.1 200 Connection established\r\n\r\n", await client.ReadHeadAsync());
        Assert.Equal("server first", await client.ReadAsync(12));
        Assert.Equal("early", await proxy.ReadAsync(5));
    }

    [Theory]
    [InlineData("HTTP/1.1 403 Forbidden\r\n\r\n", "answered CONNECT with 403")]
    [InlineData("nonsense\r\n\r\n", "gave no HTTP answer to CONNECT")]
    [InlineData("", "closed the connection")]
    public async Task A_proxy_that_gives_no_tunnel_gets_502_with_its_side(string reply, string detail)
    {
        await using var rig = RigThrough(UpstreamProxyKind.Http, out var name);
        using var client = await rig.ConnectAsync();
        await client.SendAsync("CONNECT a.example:443 HTTP/1.1\r\n\r\n");
        using (var proxy = await rig.Origin.AcceptAsync())
        {
            await proxy.ReadHeadAsync();
            await proxy.SendAsync(reply);
        }

        var answer = await client.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 502 ", answer, StringComparison.Ordinal);
        Assert.EndsWith($"traffic-guardian: upstream proxy protocol: {name} {detail}\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_wants_the_clients_credentials_is_heard_by_the_client()
    {
        await using var rig = RigThrough(UpstreamProxyKind.Http, out _, p => p with { PassClientCredentials = true });
        using var client = await rig.ConnectAsync();
        await client.SendAsync("CONNECT a.example:443 HTTP/1.1\r\n\r\n");
        using var proxy = await rig.Origin.AcceptAsync();
        await proxy.ReadHeadAsync();
        await proxy.SendAsync("HTTP/1.1 407 Auth\r\nPROXY-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n");
        var answer = await client.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 407 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nPROXY-Authenticate: Basic realm=\"x\"\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.example", "\x03\x09" + "a.example")]
    [InlineData("127.0.0.1", "\x01\x7f\0\0\x01")]
    [InlineData("[::1]", "\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01")]
    public async Task SOCKS5_gets_names_as_names_and_addresses_as_addresses(string host, string address)
    {
        await using var rig = RigThrough(UpstreamProxyKind.Socks5, out _);
        using var client = await rig.ConnectAsync();
        await client.SendAsync($"GET http://{host}:258/x HTTP/1.1\r\n\r\n");
        using var proxy = await rig.Origin.AcceptAsync();
        Assert.Equal("\x05\x01\0", await proxy.ReadAsync(3));
        await proxy.SendAsync("\x05\0");
        var request = "\x05\x01\0" + address + "\x01\x02";
        Assert.Equal(request, await proxy.ReadAsync(request.Length));
        await proxy.SendAsync("\x05\0\0\x03\x04" + "name\0\0");
        Assert.Equal("GET /x HTTP/1.1\r\n\r\n", await proxy.ReadHeadAsync());
        await proxy.SendAsync(Ok);
        Assert.Equal(Ok, await client.ReadAsync(Ok.Length));
    }

    [Fact]
    public async Task SOCKS5_credentials_are_sent_and_bytes_behind_the_reply_are_kept()
    {
        await using var rig = RigThrough(UpstreamProxyKind.Socks5, out _, p => p with { Credentials = "user:pass word" });
        using var client = await rig.ConnectAsync();
        await client.SendAsync("CONNECT a.example:22 HTTP/1.1\r\n\r\n");
        using var proxy = await rig.Origin.AcceptAsync();
        Assert.Equal("\x05\x02\0\x02", await proxy.ReadAsync(4));
        await proxy.SendAsync("\x05\x02");
        Assert.Equal("\x01\x04user\x09pass word", await proxy.ReadAsync(16));
        await proxy.SendAsync("\x01\0");
        await proxy.ReadAsync(16);
        await proxy.SendAsync("\x05\0\0\x01\0\0\0\0\0\0SSH-2.0-x\r\n");
        await client.ReadHeadAsync();
        Assert.Equal("SSH-2.0-x\r\n", await client.ReadThroughAsync("\n"));
    }

    [Theory]
    [InlineData("\x05\xff", "", "protocol", "accepts none of our authentication methods")]
    [InlineData("\x04\0", "", "protocol", "does not speak SOCKS5")]
    [InlineData("\x05\0", "\x05\x05\0\x01\0\0\0\0\0\0", "connect", "could not connect to a.example:80")]
    [InlineData("\x05\0", "\x05\x02\0\x01\0\0\0\0\0\0", "protocol", "does not allow a.example:80")]
    [InlineData("\x05\0", "\x05\0\0\x09\0\0\0\0\0\0", "protocol", "does not speak SOCKS5")]
    public async Task SOCKS5_refusals_name_the_proxy_and_the_cause(string choice, string reply, string kind, string detail)
    {
        await using var rig = RigThrough(UpstreamProxyKind.Socks5, out var name);
        using var client = await rig.ConnectAsync();
        await client.SendAsync("GET http://a.example/ HTTP/1.1\r\n\r\n");
        using var proxy = await rig.Origin.AcceptAsync();
        await proxy.ReadAsync(3);
        await proxy.SendAsync(choice);
        if (reply.Length > 0)
        {
            await proxy.ReadAsync(16);
            await proxy.SendAsync(reply);
        }

        Assert.EndsWith($"traffic-guardian: upstream proxy {kind}: {name} {detail}\n", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(MessageEnd.Complete, (await rig.Observer.NextAsync()).Request.End);
    }

    [Fact]
    public async Task The_monitor_itself_is_no_target_through_a_proxy_either()
    {
        await using var rig = RigThrough(UpstreamProxyKind.Http, out _);
        using var client = await rig.ConnectAsync();
        await client.SendAsync($"CONNECT localhost:{rig.Proxy.Endpoint.Port} HTTP/1.1\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 508 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    private static Rig RigThrough(UpstreamProxyKind kind, out string name, Func<UpstreamProxy, UpstreamProxy>? with = null)
    {
        UpstreamProxy? proxy = null;
        var rig = new Rig(o => o with { UpstreamProxyFor = (_, _) => proxy });
        proxy = new UpstreamProxy(kind, "127.0.0.1", rig.Origin.Port);
        proxy = with is null ? proxy : with(proxy);
        name = rig.Origin.Name;
        return rig;
    }
}
