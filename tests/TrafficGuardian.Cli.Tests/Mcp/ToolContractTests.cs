using System.Text;
using System.Text.Json;
using TrafficGuardian.Cli.Mcp.Schemas;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Disclosure;

namespace TrafficGuardian.Cli.Tests.Mcp;

public sealed class ToolContractTests : IAsyncDisposable
{
    private readonly TestHome _home = new();
    private readonly McpPeer _peer;

    public ToolContractTests() => _peer = new McpPeer(_home);

    [Fact]
    public async Task There_are_three_tools_and_they_read_only()
    {
        var tools = await ToolsAsync();

        Assert.Equal(["clawsec_traffic_status", "clawsec_traffic_findings", "clawsec_traffic_check_config"], tools.Keys);
        Assert.All(tools.Values, tool =>
        {
            var hints = tool.GetProperty("annotations");
            Assert.Equal(
                (true, false, true, false),
                (hints.GetProperty("readOnlyHint").GetBoolean(), hints.GetProperty("destructiveHint").GetBoolean(),
                    hints.GetProperty("idempotentHint").GetBoolean(), hints.GetProperty("openWorldHint").GetBoolean()));
            Assert.Contains("never tells", tool.GetProperty("description").GetString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Every_object_of_every_schema_names_all_that_it_may_hold()
    {
        foreach (var tool in (await ToolsAsync()).Values)
        {
            Assert.Equal("object", tool.GetProperty("inputSchema").GetProperty("type").GetString());
            Assert.Equal("object", tool.GetProperty("outputSchema").GetProperty("type").GetString());
            Assert.All(ObjectsOf(tool.GetProperty("inputSchema")).Concat(ObjectsOf(tool.GetProperty("outputSchema"))), AssertClosed);
        }
    }

    [Fact]
    public async Task The_findings_take_six_arguments_and_know_every_pattern_but_that_of_known_values()
    {
        var arguments = (await ToolsAsync())["clawsec_traffic_findings"].GetProperty("inputSchema").GetProperty("properties");

        Assert.Equal(["severity", "pattern", "direction", "since", "limit", "cursor"], arguments.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            PatternCatalogue.All.Select(p => p.Name).Where(name => name != "known_value").Order(StringComparer.Ordinal),
            arguments.GetProperty("pattern").GetProperty("enum").EnumerateArray().Select(p => p.GetString()));
        Assert.Equal((1, 100, 20), (
            arguments.GetProperty("limit").GetProperty("minimum").GetInt32(), arguments.GetProperty("limit").GetProperty("maximum").GetInt32(),
            arguments.GetProperty("limit").GetProperty("default").GetInt32()));
    }

    [Fact]
    public async Task Everything_that_a_status_may_tell_is_in_the_schema()
    {
        var schema = Schema.Parse((await ToolsAsync())["clawsec_traffic_status"].GetProperty("outputSchema"));
        var now = "2026-04-26T00:00:00.000Z";
        var counts = new Dictionary<string, long> { ["known_value"] = 1 };
        var told = DisclosedStatus.Of(new StatusDocument
        {
            State = "running",
            Platform = "nanoclaw",
            Home = "/somewhere",
            StartedAt = now,
            UptimeSeconds = 1,
            HttpsInspection = true,
            CaFingerprintSha256 = new string('a', 64),
            CaExpiresAt = now,
            ConfigSha256 = new string('b', 64),
            Traffic = new TrafficStatus(),
            Inspection = new InspectionStatus(),
            Findings = new FindingsStatus { ByPattern = counts, BySeverity = counts },
            Log = new LogStatus { LastError = "disk" },
        });
        var status = told with { GeneratedAt = now, HeartbeatSeconds = 15 };

        var json = JsonSerializer.SerializeToElement(status, DisclosureJson.Default.DisclosedStatus);

        schema.Check(json);
        Assert.Equal(0, typeof(DisclosedStatus).GetProperties().Length - json.EnumerateObject().Count());
    }

    [Fact]
    public void A_keyword_that_would_not_be_held_to_is_refused() =>
        Assert.Throws<NotSupportedException>(() => Schema.Parse(JsonElement.Parse("""{"type":"string","format":"date-time"}""")));

    [Theory]
    [InlineData("""{"type":"string","enum":["a"]}""", "\"b\"")]
    [InlineData("""{"type":"string","maxLength":2}""", "\"abc\"")]
    [InlineData("""{"type":"string","pattern":"^a$"}""", "\"b\"")]
    [InlineData("""{"type":"string","not":{"const":"a"}}""", "\"a\"")]
    [InlineData("""{"type":"string"}""", "\"\\ud800\"")]
    [InlineData("""{"type":"string"}""", "null")]
    [InlineData("""{"type":["string","null"]}""", "1")]
    [InlineData("""{"type":"integer","minimum":1,"maximum":3}""", "0")]
    [InlineData("""{"type":"integer","minimum":1,"maximum":3}""", "4")]
    [InlineData("""{"type":"integer"}""", "1.5")]
    [InlineData("""{"type":"integer"}""", "1e300")]
    [InlineData("""{"type":"array","items":{"type":"boolean"},"maxItems":1}""", "[true,true]")]
    [InlineData("""{"type":"array","items":{"type":"boolean"}}""", "[1]")]
    [InlineData("""{"type":"object","properties":{},"additionalProperties":false}""", "{\"a\":1}")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"null"}},"required":["a"],"additionalProperties":false}""", "{}")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"null"}},"additionalProperties":false}""", "{\"a\":null,\"a\":null}")]
    [InlineData("""{"type":"object","propertyNames":{"pattern":"^a$"},"additionalProperties":{"type":"null"}}""", "{\"b\":null}")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"null"},"maxProperties":1}""", "{\"a\":null,\"b\":null}")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#/$defs/x"}},"additionalProperties":false,"$defs":{"x":{"type":"null"}}}""", "{\"a\":1}")]
    public void What_a_schema_forbids_is_refused(string schema, string value) =>
        Assert.Throws<SchemaMismatch>(() => Schema.Parse(JsonElement.Parse(schema)).Check(JsonElement.Parse(value)));

    [Fact]
    public void A_copy_leaves_out_what_the_schema_does_not_name()
    {
        var schema = Schema.Parse(JsonElement.Parse("""{"type":"object","properties":{"a":{"type":"integer"}},"additionalProperties":false}"""));
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            schema.Copy(JsonElement.Parse("""{"b":"/root","a":1,"c":{"d":[]}}"""), json);
        }

        Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString(buffer.ToArray()));
    }

    public async ValueTask DisposeAsync()
    {
        await _peer.DisposeAsync();
        _home.Dispose();
    }

    private async Task<Dictionary<string, JsonElement>> ToolsAsync()
    {
        await _peer.InitializeAsync();
        return (await _peer.AskAsync("tools/list")).GetProperty("result").GetProperty("tools").EnumerateArray()
            .ToDictionary(tool => tool.GetProperty("name").GetString()!, StringComparer.Ordinal);
    }

    private static IEnumerable<JsonElement> ObjectsOf(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => schema.EnumerateObject().SelectMany(p => ObjectsOf(p.Value))
            .Concat(schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("object") ? [schema] : []),
        JsonValueKind.Array => schema.EnumerateArray().SelectMany(ObjectsOf),
        _ => [],
    };

    private static void AssertClosed(JsonElement schema)
    {
        var others = schema.GetProperty("additionalProperties");
        Assert.True(
            others.ValueKind == JsonValueKind.False || (schema.TryGetProperty("propertyNames", out _) && schema.TryGetProperty("maxProperties", out _)),
            schema.GetRawText());
    }
}
