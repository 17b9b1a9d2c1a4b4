using System.Text;
using System.Text.Json.Nodes;
using TrafficGuardian.Monitor.Configuration;

namespace TrafficGuardian.Monitor.Tests.Configuration;

public sealed class ConfigDigestTests
{
    [Fact]
    public void The_canonical_text_is_compact_and_its_keys_are_in_ordinal_order()
    {
        using var fixture = new ConfigFixture();
        fixture.Write("own.json", "{}");
        var config = fixture.Load("""
            {"exceptions":[{"pattern":"jwt","reason":"r"}],"credentials":[{"env":"A","hosts":["a"]}],"patterns":{"known_values":[{"env":"A"}]},
             "upstream":{"proxy":"http://p.example:1","proxy_credentials":"client"},"ipc":{"group_addresses":{"10.0.0.2":"b","10.0.0.10":"a"}}}
            """).Config!;
        var canonical = Encoding.UTF8.GetString(ConfigDigest.Canonical(config).Span);

        Assert.Equal(Sorted(JsonNode.Parse(canonical))!.ToJsonString(), canonical);
    }

    [Fact]
    public void The_same_configuration_has_the_same_digest_however_it_is_written()
    {
        var plain = ConfigFixture.LoadText("{}").Digest;

        Assert.Matches("^[0-9a-f]{64}$", plain);
        Assert.Equal(plain, ConfigFixture.LoadText("""{ /* said */ "listen": "127.0.0.1:18870", "mode": "detect", "log": {} }""").Digest);
        Assert.NotEqual(plain, ConfigFixture.LoadText("""{"dedup_window_seconds":299}""").Digest);
    }

    [Fact]
    public void A_secret_in_the_environment_does_not_change_it()
    {
        const string Json = """{"patterns":{"known_values":[{"env":"TG_SECRET"}]}}""";
        using var one = new ConfigFixture().With("TG_SECRET", "made-up-one");
        using var two = new ConfigFixture().With("TG_SECRET", "made-up-two");

        Assert.Equal(one.Load(Json).Digest, two.Load(Json).Digest);
    }

    [Fact]
    public void The_canonical_text_of_the_defaults_is_what_it_always_was() => Assert.Equal(
        """
        {"allow_remote":false,"allowed_clients":[],"credentials":[],"dashboard":{"listen":null},"dedup_window_seconds":300,"exceptions":[],
        "https_inspection":{"bypass_hosts":null,"ca_certificate":"ca/ca.pem","ca_private_key":"ca/ca.key","enabled":false,"inspect_hosts":null,"trust_scope":null},
        "inspection_memory_bytes":67108864,"ipc":{"findings_scope":"own","group_addresses":{},"root":null},"listen":"127.0.0.1:18870",
        "log":{"directory":"findings","max_file_bytes":10485760,"max_files":8},"max_scan_bytes":1048576,"mode":"detect",
        "patterns":{"disabled":[],"known_values":[],"rule_files":[]},"reachable_private_destinations":[],"remote_destinations":"public","routes":[],
        "telemetry":{"otlp_endpoint":null},"upstream":{"ca_bundle":null,"no_proxy":[],"proxy":null,"proxy_credentials":null}}
        """.Replace("\n", "", StringComparison.Ordinal),
        Encoding.UTF8.GetString(ConfigDigest.Canonical(new MonitorConfig()).Span));

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject value => new JsonObject(value.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray value => new JsonArray([.. value.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
