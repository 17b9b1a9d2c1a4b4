using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrafficGuardian.Monitor.Posture;

namespace TrafficGuardian.Monitor.Tests.Posture;

public sealed class PostureFragmentTests
{
    private const string Text =
        """{"ca_fingerprint_sha256":"aa","config_sha256":"bb","finding_log_sha256":"cc","generated_at":"2026-04-26T00:00:00.007Z","https_inspection":true,"mode":"detect","monitor_status":"running","platform":"hermes","schema_version":"clawsec-traffic-posture/v1"}""" + "\n";

    private static readonly PostureFragment Made = new()
    {
        Platform = "hermes",
        MonitorStatus = PostureFragment.Running,
        HttpsInspection = true,
        CaFingerprintSha256 = "aa",
        ConfigSha256 = "bb",
        FindingLogSha256 = "cc",
        GeneratedAt = new DateTimeOffset(2026, 4, 26, 2, 0, 0, 7, TimeSpan.FromHours(2)),
    };

    [Fact]
    public void It_is_canonical_json_with_nine_fields_and_a_final_line_feed()
    {
        var bytes = Made.ToUtf8();

        Assert.Equal(Text, Encoding.UTF8.GetString(bytes));
        using var document = JsonDocument.Parse(bytes);
        var names = document.RootElement.EnumerateObject().Select(field => field.Name).ToList();
        Assert.Equal(9, names.Count);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public void What_is_not_known_is_null() =>
        Assert.StartsWith("""{"ca_fingerprint_sha256":null,"config""", Encoding.UTF8.GetString((Made with { CaFingerprintSha256 = null }).ToUtf8()), StringComparison.Ordinal);

    [Fact]
    public void It_is_read_as_it_was_written()
    {
        Assert.Equal(Made.ToUtf8(), PostureFragment.TryParse(Made.ToUtf8())!.ToUtf8());
        Assert.True(PostureFragment.TryParse(Encoding.UTF8.GetBytes(Text))!.SaysTheSame(Made));
        Assert.NotNull(PostureFragment.TryParse(Encoding.UTF8.GetBytes(Text.TrimEnd('\n'))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"ca_fingerprint_sha256":""")]
    [InlineData("null")]
    public void Anything_else_is_none(string text) => Assert.Null(PostureFragment.TryParse(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("\"aa\"", "12")]
    [InlineData("posture/v1", "posture/v2")]
    [InlineData("\"mode\":\"detect\",", "")]
    [InlineData("\"mode\":", "\"mode\": ")]
    [InlineData("true", "\"true\"")]
    [InlineData("00.007Z", "00Z")]
    [InlineData("}", ",\"zz\":1}")]
    public void A_fragment_in_another_form_is_none(string part, string other) =>
        Assert.Null(PostureFragment.TryParse(Encoding.UTF8.GetBytes(Text.Replace(part, other, StringComparison.Ordinal))));

    [Fact]
    public void For_a_baseline_the_time_and_the_logs_digest_are_fixed_and_nothing_else()
    {
        var later = Made with { FindingLogSha256 = "dd", GeneratedAt = Made.GeneratedAt.AddDays(1) };
        Assert.Equal(Made.Stable(), later.Stable());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([])), Made.Stable().FindingLogSha256);
        Assert.Contains("\"generated_at\":\"1970-01-01T00:00:00.000Z\"", Encoding.UTF8.GetString(Made.Stable().ToUtf8()), StringComparison.Ordinal);

        Assert.NotEqual(Made.Stable(), (Made with { MonitorStatus = PostureFragment.Stale }).Stable());
        Assert.NotEqual(Made.Stable(), (Made with { Mode = "block" }).Stable());
        Assert.NotEqual(Made.Stable(), (Made with { ConfigSha256 = "ee" }).Stable());
        Assert.NotEqual(Made.Stable(), (Made with { HttpsInspection = false }).Stable());
        Assert.NotEqual(Made.Stable(), (Made with { CaFingerprintSha256 = null }).Stable());
    }
}
