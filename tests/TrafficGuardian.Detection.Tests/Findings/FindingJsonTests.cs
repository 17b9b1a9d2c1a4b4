using System.Buffers;
using System.Text;
using System.Text.Json;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Tests.Findings;

public sealed class FindingJsonTests
{
    [Fact]
    public void A_finding_is_one_line_of_eleven_fields_in_the_order_of_the_schema()
    {
        var line = Write(Sample("a \"quoted\" <b> é \\n"));
        Assert.Equal(
            """
            {"schema_version":"clawsec-traffic-finding/v1","platform":"picoclaw","direction":"outbound","protocol":"http","threat_type":"EXFIL","pattern":"ai_api_key","severity":"high","source":"127.0.0.1","dest":"api.example.com:443","snippet":"a \"quoted\" <b> é \\n","timestamp":"2026-04-26T01:02:03.045Z"}
            """ + "\n", line);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var finding = Sample("x [REDACTED:ai_api_key/anthropic] y");
        Assert.True(FindingJson.TryRead(Encoding.UTF8.GetBytes(Write(finding)), out var read));
        Assert.Equal(finding, read);
    }

    [Fact]
    public void No_line_exceeds_its_limit()
    {
        var finding = Sample(new string('"', 160)) with { Dest = new string('\u0001', 5000), Source = new string('\\', 500), Platform = new string('é', 500) };
        var line = Write(finding);
        Assert.InRange(Encoding.UTF8.GetByteCount(line), 1, FindingJson.MaxLineBytes);
        Assert.Equal(11, JsonDocument.Parse(line).RootElement.EnumerateObject().Count());
        Assert.DoesNotContain('\n', line[..^1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"schema_version\":\"other\"}")]
    [InlineData("null")]
    public void What_is_no_finding_is_not_read(string line) => Assert.False(FindingJson.TryRead(Encoding.UTF8.GetBytes(line), out _));

    [Fact]
    public void A_torn_or_damaged_line_never_throws()
    {
        var line = Encoding.UTF8.GetBytes(Write(Sample("é")));
        for (var length = 0; length < line.Length - 2; length++)
            Assert.False(FindingJson.TryRead(line.AsSpan(0, length), out _));
        var random = new Random(3);
        for (var i = 0; i < 2000; i++)
        {
            var damaged = line.ToArray();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            _ = FindingJson.TryRead(damaged, out _);
        }
    }

    [Fact]
    public void Fields_of_a_later_version_are_passed_over()
    {
        var line = Write(Sample("x")).Replace("\"platform\"", "\"later\":{\"a\":[1]},\"platform\"", StringComparison.Ordinal);
        Assert.True(FindingJson.TryRead(Encoding.UTF8.GetBytes(line), out _));
    }

    private static Finding Sample(string snippet) => new()
    {
        Platform = "picoclaw",
        Direction = Direction.Outbound,
        Protocol = "http",
        ThreatType = ThreatType.Exfil,
        Pattern = "ai_api_key",
        Severity = Severity.High,
        Source = "127.0.0.1",
        Dest = "api.example.com:443",
        Snippet = snippet,
        Timestamp = Harness.Now,
    };

    private static string Write(Finding finding)
    {
        var output = new ArrayBufferWriter<byte>();
        FindingJson.Write(finding, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
