namespace TrafficGuardian.Cli.Tests.Boundary;

/// <summary>What a hostile container tries to get at through the host, and by its routes.</summary>
[Collection(BoundaryWorlds.Name)]
public sealed class NoReachTests(BoundaryWorlds worlds)
{
    private static readonly string[] Spellings =
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.0.0.1.", "127.255.255.254", "localhost", "LOCALHOST.", "a.localhost", "0.0.0.0", "0", "[::1]",
        "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]", "[::1%25lo]", "[::1%lo]", "[0:0:0:0:0:ffff:7f00:0001]",
        "inside.made-up-provider.com", "INSIDE.made-up-provider.com.", "127.0.0.1.nip.io", "%31%32%37.0.0.1", "①②⑦.0.0.1", "user@127.0.0.1", "11.7.7.2@127.0.0.1", "127.0.0.1\t",
        BoundaryNetwork.Metadata, "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "[::ffff:169.254.169.254]", "metadata.made-up-provider.com", "metadata.google.internal", "[fd00:ec2::254]",
        BoundaryNetwork.Work, "neighbour.made-up-provider.com", "[::ffff:172.31.97.3]", "0xac1f6103",
        BoundaryNetwork.Bridge, "host.docker.internal", BoundaryNetwork.Outside, "0x0b070701", "[::ffff:11.7.7.1]",
    ];

    /// <summary>What leads to the world by one reading and inside by another: it may be had the first way.</summary>
    private static readonly string[] Ambiguous = ["11.7.7.2#@127.0.0.1", "11.7.7.2?@127.0.0.1", "both.made-up-provider.com"];

    [Fact]
    public async Task By_no_spelling_is_anything_inside_reached_through_the_monitor()
    {
        var world = await worlds.GetAsync();
        await using var loopback = new OutsideServer(world.Network.Listen("host", "127.0.0.1"), "inside");
        await using var any = new OutsideServer(world.Network.Listen("host", "::", 8080), "inside");
        await using var metadata = new OutsideServer(world.Network.Listen("host", BoundaryNetwork.Metadata, 80), "inside");
        await using var neighbour = new OutsideServer(world.Network.Listen("work", BoundaryNetwork.Work, 8080), "inside");
        var before = (await world.Control.StatusAsync()).Traffic!.RefusedDestinations;
        var texts = Spellings.SelectMany(Requests).Append($"CONNECT {BoundaryNetwork.Bridge}:18870 HTTP/1.1\r\n\r\n").ToList();

        var answers = (await AskAsync(world.Family, texts)).ToList();

        Assert.All(texts.Zip(answers), pair => Assert.True(
            pair.Second is "HTTP/1.1 403 Forbidden" or "HTTP/1.1 400 Bad Request", $"{pair.First}: {pair.Second}"));
        var refused = answers.Count(answer => answer.Contains(" 403 ", StringComparison.Ordinal));
        Assert.Equal(refused, (await world.Control.StatusAsync()).Traffic!.RefusedDestinations - before);
        await AskAsync(world.Family, Ambiguous.SelectMany(Requests));
        Assert.Equal((0, 0, 0, 0), (loopback.Connections, any.Connections, metadata.Connections, neighbour.Connections));
        Assert.Contains("HTTP/1.1 200", Assert.Single(await AskAsync(world.Family, ["GET http://world.made-up-provider.com/ HTTP/1.1\r\nHost: world.made-up-provider.com\r\n\r\n"])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_turns_inside_between_two_questions_leads_nowhere()
    {
        var world = await worlds.GetAsync();
        await using var inside = new OutsideServer(world.Network.Listen("host", "127.0.0.1", 80), "inside");
        await using var insideTls = new OutsideServer(world.Network.Listen("host", "127.0.0.1", 443), "inside");
        var before = world.Names.Questions;
        var answers = await AskAsync(world.Family, Enumerable.Repeat("GET http://flip.made-up-provider.com/ HTTP/1.1\r\nHost: flip.made-up-provider.com\r\n\r\n", 1));
        Assert.StartsWith("HTTP/1.1 200", Assert.Single(answers), StringComparison.Ordinal);
        Assert.Equal(1, world.Names.Questions - before);
        answers = await AskAsync(world.Family, Enumerable.Repeat("GET http://flip.made-up-provider.com/ HTTP/1.1\r\nHost: flip.made-up-provider.com\r\n\r\n", 3));
        Assert.All(answers, answer => Assert.Equal("HTTP/1.1 403 Forbidden", answer));

        // Over TLS the upstream may be dialled twice; that is not a second question.
        var secure = await world.Family.AskAsync("request", new[] { new { url = "https://flip-tls.made-up-provider.com/" } });
        Assert.True(secure[0].TryGetProperty("status", out var code) && code.GetInt32() == 200, secure.GetRawText());
        Assert.Equal((0, 0), (inside.Connections, insideTls.Connections));
    }

    [Fact]
    public async Task No_route_leads_to_what_the_host_keeps_for_itself()
    {
        var world = await worlds.GetAsync();
        await using var service = new OutsideServer(world.Network.Listen("host", "127.0.0.1", 9000), "inside");
        var answers = await world.Family.AskAsync("raw", ((string[])["127.0.0.1", BoundaryNetwork.Bridge, "::1", "::ffff:127.0.0.1", "0.0.0.0"])
            .Select(host => new { host, port = 9000, wait = 1000, text = "GET / HTTP/1.1\r\n\r\n" }));
        Assert.All(answers.EnumerateArray(), answer => Assert.True(answer.TryGetProperty("error", out _), answer.GetRawText()));
        Assert.Equal(0, service.Connections);
    }

    [Fact]
    public async Task A_container_whose_address_is_not_allowed_is_closed_unheard_and_counted()
    {
        var world = await worlds.GetAsync();
        var before = (await world.Control.StatusAsync()).Traffic!;
        var answers = await world.Stranger.AskAsync("raw", Enumerable.Repeat(
            new { host = BoundaryNetwork.Bridge, port = 18870, wait = 5000, text = "GET http://world.made-up-provider.com/stranger HTTP/1.1\r\nHost: world.made-up-provider.com\r\n\r\n" }, 5));
        Assert.All(answers.EnumerateArray(), answer => Assert.True(
            answer.TryGetProperty("error", out var error) ? error.GetString() is "ECONNRESET" or "EPIPE" : answer.GetProperty("answer").GetString() is "", answer.GetRawText()));
        var after = (await world.Control.StatusAsync()).Traffic!;
        Assert.Equal((5, 0), (after.RefusedClients - before.RefusedClients, after.Exchanges - before.Exchanges));
        Assert.DoesNotContain(world.Plain.Requests, request => request.Contains("/stranger", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Requests(string host) => ((int[])[8080, 80]).SelectMany(port => (string[])
    [
        $"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n",
        $"GET http://{host}:{port}/ HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n",
        $"GET http://{host}:{port}/ HTTP/1.1\r\nHost: world.made-up-provider.com\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
    ]);

    /// <summary>The first lines that came back for these.</summary>
    private static async Task<IEnumerable<string>> AskAsync(Container container, IEnumerable<string> texts)
    {
        var answers = await container.AskAsync("raw", texts.Select(text => new { host = BoundaryNetwork.Bridge, port = 18870, text, wait = 20000 }));
        return answers.EnumerateArray().Select(answer => answer.TryGetProperty("answer", out var text) ? text.GetString()!.Split('\r')[0] : answer.GetRawText());
    }
}
