namespace TrafficGuardian.Monitor.Tests.Configuration;

public sealed class ConfigRefusalTests
{
    private const string Secret = "made-up-secret-value";

    [Theory]
    [InlineData("""{"mode":"block"}""", "mode", "blocking does not exist in this version")]
    [InlineData("""{"mode":"watch"}""", "mode", "not a known word")]
    [InlineData("""{"mode":1}""", "mode", "not text")]
    [InlineData("""{"listen":"0.0.0.0:1"}""", "listen", "not a loopback address")]
    [InlineData("""{"listen":"[::]:1","allow_remote":true}""", "allowed_clients", "is empty")]
    [InlineData("""{"listen":"0.0.0.0:1","allowed_clients":["10.0.0.1"]}""", "listen", "not a loopback address")]
    [InlineData("""{"routes":[{"listen":"172.17.0.1:1","target":"https://a.example"}]}""", "routes[0].listen", "not a loopback address")]
    [InlineData("""{"allow_remote":true,"routes":[{"listen":"172.17.0.1:1","target":"https://a.example"}]}""", "routes[0].listen", "allowed_clients is empty")]
    [InlineData("""{"listen":"127.0.0.1"}""", "listen", "not an address with a port")]
    [InlineData("""{"listen":"127.1:80"}""", "listen", "not an address with a port")]
    [InlineData("""{"listen":"127.0.0.1:65536"}""", "listen", "not an address with a port")]
    [InlineData("""{"listen":"127.0.0.1:-1"}""", "listen", "not an address with a port")]
    [InlineData("""{"listen":"example.com:80"}""", "listen", "not an address with a port")]
    [InlineData("""{"allowed_clients":["10.0.0.1/8"]}""", "allowed_clients[0]", "not an address or CIDR range")]
    [InlineData("""{"allowed_clients":["10.0.0.0/33"]}""", "allowed_clients[0]", "not an address or CIDR range")]
    [InlineData("""{"allowed_clients":"10.0.0.1"}""", "allowed_clients", "not a list")]
    [InlineData("""{"max_scan_bytes":1023}""", "max_scan_bytes", "out of range")]
    [InlineData("""{"max_scan_bytes":67108865}""", "max_scan_bytes", "out of range")]
    [InlineData("""{"max_scan_bytes":"2048"}""", "max_scan_bytes", "not a whole number")]
    [InlineData("""{"max_scan_bytes":2048.5}""", "max_scan_bytes", "not a whole number")]
    [InlineData("""{"max_scan_bytes":1e4}""", "max_scan_bytes", "not a whole number")]
    [InlineData("""{"max_scan_bytes":99999999999999999999}""", "max_scan_bytes", "not a whole number")]
    [InlineData("""{"remote_destinations":"all"}""", "remote_destinations", "not a known word")]
    [InlineData("""{"reachable_private_destinations":["10.0.0.1:80"]}""", "reachable_private_destinations[0]", "not a host pattern")]
    [InlineData("""{"inspection_memory_bytes":1}""", "inspection_memory_bytes", "out of range")]
    [InlineData("""{"https_inspection":{"trust_scope":"system"}}""", "https_inspection.trust_scope", "not a known word")]
    [InlineData("""{"https_inspection":{"trust_scope":"runtime"}}""", "https_inspection.trust_scope", "not what picoclaw has")]
    [InlineData("""{"https_inspection":{"enabled":"yes"}}""", "https_inspection.enabled", "not true or false")]
    [InlineData("""{"https_inspection":{"bypass_hosts":["a b"]}}""", "https_inspection.bypass_hosts[0]", "not a host pattern")]
    [InlineData("""{"https_inspection":true}""", "https_inspection", "not an object")]
    [InlineData("""{"upstream":{"proxy":"ftp://a:1"}}""", "upstream.proxy", "not a proxy's URL")]
    [InlineData("""{"upstream":{"proxy":"http://a"}}""", "upstream.proxy", "not a proxy's URL")]
    [InlineData("""{"upstream":{"proxy":"a:1"}}""", "upstream.proxy", "not a proxy's URL")]
    [InlineData("""{"upstream":{"proxy":"http://a:1/path"}}""", "upstream.proxy", "more than a proxy's address")]
    [InlineData("""{"upstream":{"proxy":"http://u:made-up-secret-value@a:1"}}""", "upstream.proxy", "credentials")]
    [InlineData("""{"upstream":{"proxy_credentials":"u:made-up-secret-value"}}""", "upstream.proxy_credentials", "not a place")]
    [InlineData("""{"upstream":{"proxy_credentials":{"env":"made-up-secret-value"}}}""", "upstream.proxy_credentials.env", "not the name of an environment variable")]
    [InlineData("""{"upstream":{"proxy_credentials":{"env":"A","file":"b"}}}""", "upstream.proxy_credentials.env", "exactly one")]
    [InlineData("""{"upstream":{"proxy_credentials":{}}}""", "upstream.proxy_credentials.env", "exactly one")]
    [InlineData("""{"upstream":{"proxy":"http://a:1","proxy_credentials":{"env":"NOT_SET"}}}""", "upstream.proxy_credentials", "not set")]
    [InlineData("""{"upstream":{"proxy":"http://a:1","proxy_credentials":{"file":"none"}}}""", "upstream.proxy_credentials", "does not exist")]
    [InlineData("""{"upstream":{"proxy":"http://127.0.0.1:18870"}}""", "upstream.proxy", "is the monitor itself")]
    [InlineData("""{"upstream":{"no_proxy":["*x"]}}""", "upstream.no_proxy[0]", "not a host pattern")]
    [InlineData("""{"upstream":{"ca_bundle":"none.pem"}}""", "upstream.ca_bundle", "does not exist")]
    [InlineData("""{"routes":[{"listen":"127.0.0.1:1","target":"https://a.example"},{"listen":"127.0.0.1:1","target":"https://b.example"}]}""", "routes[1].listen", "another route's")]
    [InlineData("""{"listen":"127.0.0.1:18899","routes":[{"listen":"127.0.0.1:18899","target":"https://a.example"}]}""", "routes[0].listen", "where the monitor itself listens")]
    [InlineData("""{"routes":[{"target":"https://a.example"}]}""", "routes[0].listen", "is needed")]
    [InlineData("""{"routes":[{"listen":"127.0.0.1:1","target":"https://user@api.example.com"}]}""", "routes[0].target", "not the address of an https API")]
    [InlineData("""{"routes":[{"listen":"127.0.0.1:1","target":"http://api.example.com"}]}""", "routes[0].target", "not the address of an https API")]
    [InlineData("""{"log":{"directory":"../out"}}""", "log.directory", "outside the state home")]
    [InlineData("""{"log":{"directory":"a/../b"}}""", "log.directory", "outside the state home")]
    [InlineData("""{"log":{"directory":"/var/log"}}""", "log.directory", "outside the state home")]
    [InlineData("""{"log":{"directory":""}}""", "log.directory", "is empty")]
    [InlineData("""{"log":{"max_file_bytes":65535}}""", "log.max_file_bytes", "out of range")]
    [InlineData("""{"log":{"max_files":0}}""", "log.max_files", "out of range")]
    [InlineData("""{"log":{"max_files":1001}}""", "log.max_files", "out of range")]
    [InlineData("""{"dedup_window_seconds":86401}""", "dedup_window_seconds", "out of range")]
    [InlineData("""{"exceptions":[{"pattern":"jwt"}]}""", "exceptions[0].reason", "is needed")]
    [InlineData("""{"exceptions":[{"pattern":"jwt","reason":""}]}""", "exceptions[0].reason", "is empty")]
    [InlineData("""{"exceptions":[{"reason":"x"}]}""", "exceptions[0].pattern", "is needed")]
    [InlineData("""{"exceptions":[{"pattern":"J W T","reason":"x"}]}""", "exceptions[0].pattern", "not the name of a pattern")]
    [InlineData("""{"exceptions":[{"pattern":"jwt","reason":"x","until":"tomorrow"}]}""", "exceptions[0].until", "not a time")]
    [InlineData("""{"exceptions":[{"pattern":"jwt","reason":"x","direction":"both"}]}""", "exceptions[0].direction", "not a known word")]
    [InlineData("""{"exceptions":["jwt"]}""", "exceptions[0]", "not an object")]
    [InlineData("""{"ipc":{"findings_scope":"none"}}""", "ipc.findings_scope", "not a known word")]
    [InlineData("""{"ipc":{"group_addresses":{"here":"main"}}}""", "ipc.group_addresses", "not an address")]
    [InlineData("""{"ipc":{"group_addresses":{"10.0.0.1":"../x"}}}""", "ipc.group_addresses.10.0.0.1", "not a group's folder name")]
    [InlineData("""{"patterns":{"disabled":["a/b/c"]}}""", "patterns.disabled[0]", "not the name of a pattern")]
    [InlineData("""{"patterns":{"rule_files":["none.json"]}}""", "patterns.rule_files[0]", "does not exist")]
    [InlineData("""{"patterns":{"known_values":["made-up-secret-value"]}}""", "patterns.known_values[0]", "not an object")]
    [InlineData("""{"patterns":{"known_values":[{"value":"made-up-secret-value"}]}}""", "patterns.known_values[0].value", "unknown key")]
    [InlineData("""{"credentials":[{"env":"A","pattern":"jwt","hosts":["a"]}]}""", "credentials[0].env", "exactly one")]
    [InlineData("""{"credentials":[{"env":"A"}]}""", "credentials[0].hosts", "is needed")]
    [InlineData("""{"credentials":[{"env":"A","hosts":["a:1"]}]}""", "credentials[0].hosts[0]", "not a host pattern")]
    [InlineData("""{"telemetry":{"otlp_endpoint":"http://collector.example:4317"}}""", "telemetry.otlp_endpoint", "not a loopback address")]
    [InlineData("""{"dashboard":{"listen":"0.0.0.0:1"}}""", "dashboard.listen", "not a loopback address")]
    [InlineData("""{"redact_snippets":false}""", "redact_snippets", "redaction is always on")]
    [InlineData("""{"log":{"redaction":"off"}}""", "log.redaction", "redaction is always on")]
    public void A_wrong_value_is_refused_with_its_key_and_a_remedy_and_without_itself(string json, string place, string message)
    {
        var result = ConfigFixture.LoadText(json);

        Assert.Null(result.Config);
        Assert.Null(result.Digest);
        var problem = Assert.Single(result.Problems, problem => problem.Place == place && problem.Message.Contains(message, StringComparison.Ordinal));
        Assert.NotEmpty(problem.Remedy);
        Assert.DoesNotContain(Secret, string.Join('\n', result.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"routes":[{"listen":"127.0.0.1:1","target":"ftp://a.example"}]}""", "routes[0].target")]
    [InlineData("""{"routes":[{"listen":"here","target":"https://a.example"}]}""", "routes[0].listen")]
    public void What_is_there_and_wrong_is_not_called_missing_too(string json, string place) =>
        Assert.Equal(place, Assert.Single(ConfigFixture.LoadText(json).Problems).Place);

    [Theory]
    [InlineData("""{"lisen":"x"}""", "lisen", "'listen'")]
    [InlineData("""{"https_inspection":{"enabeld":true}}""", "https_inspection.enabeld", "'https_inspection.enabled'")]
    [InlineData("""{"log":{"max_file":1}}""", "log.max_file", "'log.max_files'")]
    [InlineData("""{"credentials":[{"env":"A","hosts":["a"],"host":"b"}]}""", "credentials[0].host", "'credentials[0].hosts'")]
    [InlineData("""{"log.max_files":3}""", "log.max_files", "nested objects")]
    public void An_unknown_key_is_refused_with_the_nearest_known_one(string json, string place, string remedy)
    {
        var problem = Assert.Single(ConfigFixture.LoadText(json).Problems);

        Assert.Equal(place, problem.Place);
        Assert.Contains(remedy, problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void What_can_be_no_keys_name_is_not_quoted()
    {
        var key = string.Concat(Enumerable.Repeat("made-up ", 30));

        Assert.DoesNotContain("made-up", Assert.Single(ConfigFixture.LoadText($$"""{"{{key}}":1}""").Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_in_the_files_order_with_line_and_column()
    {
        var result = ConfigFixture.LoadText("{\n  \"mode\": \"block\",\n  \"log\": { \"max_files\": 0 },\n  \"x\": 1\n}");

        Assert.Equal(["mode 2:11", "log.max_files 3:25", "x 4:8"], result.Problems.Select(problem => $"{problem.Place} {problem.Line}:{problem.Column}"));
    }

    [Fact]
    public void A_repeated_key_is_refused_where_it_stands_again()
    {
        var problem = Assert.Single(ConfigFixture.LoadText("{\"log\":{\"max_files\":1,\n\"max_files\":2}}").Problems);

        Assert.Equal(("log.max_files", 2, 1), (problem.Place, problem.Line, problem.Column));
    }

    [Theory]
    [InlineData("{\n  \"mode\": detect\n}", 2, 11)]
    [InlineData("{ \"mode\": \"detect\" ", 1, 20)]
    [InlineData("{} {}", 1, 4)]
    [InlineData("[]", 1, 1)]
    [InlineData("// only words\n", 2, 1)]
    [InlineData("{\"mode\": \"\\ud800\"}", 1, 10)]
    public void Broken_text_is_refused_with_line_and_column(string text, int line, int column)
    {
        var problem = Assert.Single(ConfigFixture.LoadText(text).Problems);

        Assert.Equal((line, column), (problem.Line, problem.Column));
    }

    [Fact]
    public void Text_that_is_not_utf8_or_is_empty_is_refused()
    {
        using var fixture = new ConfigFixture();
        File.WriteAllBytes(fixture.Write("config.json", ""), [(byte)'{', 0xff, (byte)'}']);
        Assert.Contains("UTF-8", Assert.Single(fixture.Load().Problems).Message, StringComparison.Ordinal);
        Assert.Contains("is empty", Assert.Single(fixture.Load("").Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_full_of_problems_names_a_hundred_and_stays_quick()
    {
        var result = ConfigFixture.LoadText("{" + string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"key{i}\":{i}")) + "}");

        Assert.Equal(101, result.Problems.Count);
    }

    [Fact]
    public void Depth_is_bounded() =>
        Assert.Single(ConfigFixture.LoadText(string.Concat(Enumerable.Repeat("{\"a\":", 5000))).Problems);

    [Fact]
    public void A_misspelt_pattern_is_refused_with_the_nearest_one()
    {
        using var fixture = new ConfigFixture();

        var problem = Assert.Single(fixture.Load("""{"exceptions":[{"pattern":"ai_api_keys","reason":"x"}]}""", patterns: ["jwt", "ai_api_key"]).Problems);

        Assert.Contains("'ai_api_key'", problem.Remedy, StringComparison.Ordinal);
        Assert.Empty(fixture.Load("""{"exceptions":[{"pattern":"ai_api_key/openai","reason":"x"}]}""", patterns: ["jwt", "ai_api_key"]).Problems);
    }
}
