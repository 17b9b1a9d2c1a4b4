using System.Diagnostics;
using System.Text.Json;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Tests.State;

namespace TrafficGuardian.Monitor.Tests.Platforms;

public sealed class EnvironmentExportTests
{
    public static TheoryData<string> HostileValues =>
    [
        "http://127.0.0.1:18870", "", "a b", "it's", "''", "$(touch pwned)", "`id`", "$HOME ${HOME}", "\\", "\\'", "a\\nb", "a\nb", "\"q\"", "%h %%", "!x", ";#&|<>*?~",
        "é ‘quoted’", "-n", "=x",
    ];

    [Theory]
    [MemberData(nameof(HostileValues))]
    public void A_posix_shell_reads_every_value_back(string value) =>
        AssertReadBack("sh", EnvironmentExport.Write([new("TG_VALUE", value)], ExportFormat.Sh) + "printf '%s.' \"$TG_VALUE\"", value);

    [Theory]
    [MemberData(nameof(HostileValues))]
    public void Fish_reads_every_value_back(string value)
    {
        Assert.SkipUnless(IsInstalled("fish"), "fish is not installed");
        AssertReadBack("fish", EnvironmentExport.Write([new("TG_VALUE", value)], ExportFormat.Fish) + "printf '%s.' \"$TG_VALUE\"", value);
    }

    [Theory]
    [MemberData(nameof(HostileValues))]
    public void Powershell_reads_every_value_back(string value)
    {
        Assert.SkipUnless(IsInstalled("pwsh"), "PowerShell is not installed");
        AssertReadBack("pwsh", EnvironmentExport.Write([new("TG_VALUE", value)], ExportFormat.Powershell) + "[Console]::Write(\"$env:TG_VALUE.\")", value);
    }

    [Theory]
    [MemberData(nameof(HostileValues))]
    public void Json_holds_every_value(string value)
    {
        using var document = JsonDocument.Parse(EnvironmentExport.Write([new("A", "1"), new("TG_VALUE", value)], ExportFormat.Json));

        Assert.Equal(value, document.RootElement.GetProperty("TG_VALUE").GetString());
    }

    [Theory]
    [InlineData(ExportFormat.Sh, "it's $x", "export V='it'\\''s $x'\n")]
    [InlineData(ExportFormat.Fish, "it's \\ $x", "set -gx V 'it\\'s \\\\ $x'\n")]
    [InlineData(ExportFormat.Powershell, "it's ‘x’ $x", "$env:V = 'it''s ‘‘x’’ $x'\n")]
    [InlineData(ExportFormat.Dotenv, "http://127.0.0.1:1", "V=http://127.0.0.1:1\n")]
    [InlineData(ExportFormat.Dotenv, "a $x # \"", "V='a $x # \"'\n")]
    [InlineData(ExportFormat.Dotenv, "it's $x\n", "V=\"it's \\$x\\n\"\n")]
    [InlineData(ExportFormat.Dotenv, "", "V=''\n")]
    [InlineData(ExportFormat.Docker, "it's \"$x\" # y", "V=it's \"$x\" # y\n")]
    [InlineData(ExportFormat.Compose, "a\"\\ $x: y\n", "environment:\n  V: \"a\\\"\\\\ $$x: y\\x0a\"\n")]
    [InlineData(ExportFormat.Systemd, "a\"\\ %h $x\n", "Environment=\"V=a\\\"\\\\ %%h $x\\x0a\"\n")]
    public void Each_format_quotes_as_its_reader_wants(ExportFormat format, string value, string text) =>
        Assert.Equal(text, EnvironmentExport.Write([new("V", value)], format));

    [Theory]
    [InlineData("V\nW", "x", ExportFormat.Sh)]
    [InlineData("V;id", "x", ExportFormat.Json)]
    [InlineData("1V", "x", ExportFormat.Sh)]
    [InlineData("", "x", ExportFormat.Sh)]
    [InlineData("V", "a\0b", ExportFormat.Sh)]
    [InlineData("V", "a\nHTTP_PROXY=evil", ExportFormat.Docker)]
    public void What_a_format_cannot_hold_is_refused(string name, string value, ExportFormat format) =>
        Assert.Throws<ArgumentException>(() => EnvironmentExport.Write([new(name, value)], format));

    [Fact]
    public void Every_format_has_a_name()
    {
        foreach (var format in Enum.GetValues<ExportFormat>())
        {
            Assert.True(EnvironmentExport.TryParse(format.ToString().ToLowerInvariant(), out var parsed));
            Assert.Equal(format, parsed);
        }

        Assert.False(EnvironmentExport.TryParse("0", out _));
        Assert.False(EnvironmentExport.TryParse("SH", out _));
    }

    private static void AssertReadBack(string shell, string script, string value)
    {
        using var folder = new TemporaryFolder();
        using var process = Process.Start(new ProcessStartInfo(shell, [folder.Write("script", script)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = folder.Path,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(value + ".", output);
        Assert.Single(Directory.EnumerateFiles(folder.Path));
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Join(folder, program)));
}
