using System.Text.Json;

namespace TrafficGuardian.Cli.Tests.Commands;

public sealed class CommandTests : IDisposable
{
    private static readonly string[] Verbs =
        ["run", "start", "stop", "status", "threats", "check-config", "env", "setup", "doctor", "ca", "scan", "patterns", "demo"];

    private readonly TestHome _home = new();

    public static TheoryData<string> AllVerbs => [.. Verbs];

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task Every_verb_answers_wrong_usage_with_2_and_a_message(string verb)
    {
        var result = await _home.CallAsync(verb, "--no-such-option");

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("traffic-guardian: ", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task Every_verb_has_help(string verb)
    {
        var result = await _home.CallAsync("help", verb);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"traffic-guardian {verb}", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("check-config")]
    [InlineData("env")]
    [InlineData("setup")]
    [InlineData("doctor")]
    [InlineData("threats")]
    [InlineData("scan", "-")]
    [InlineData("run", "--", "echo")]
    public async Task An_invalid_configuration_is_2_and_tells_everything_at_once(params string[] args)
    {
        _home.Configure("""{ "mode": "block", "max_scan_bytes": 1, "lissten": "127.0.0.1:0" }""");

        var result = await _home.CallAsync(args);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("blocking does not exist in this version", result.Error, StringComparison.Ordinal);
        Assert.Contains("max_scan_bytes", result.Error, StringComparison.Ordinal);
        Assert.Contains("lissten", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Several_platforms_need_a_word_which_is_meant()
    {
        _home.Set("HERMES_HOME", _home.Folder);

        Assert.Equal(2, (await _home.CallAsync("status")).ExitCode);
        Assert.Equal(3, (await _home.CallAsync("status", "--platform", "hermes")).ExitCode);
    }

    [Fact]
    public async Task Status_without_a_monitor_is_3_and_one_document()
    {
        var result = await _home.CallAsync("status", "--json");

        Assert.Equal(3, result.ExitCode);
        using var document = JsonDocument.Parse(result.Output);
        Assert.Equal("stopped", document.RootElement.GetProperty("state").GetString());
        Assert.False(document.RootElement.TryGetProperty("traffic", out _));
    }

    [Fact]
    public async Task Stop_without_a_monitor_is_0_and_makes_nothing()
    {
        var result = await _home.CallAsync("stop");

        Assert.Equal((0, "Nothing ran.\n"), (result.ExitCode, result.Output));
        Assert.False(Directory.Exists(_home.Guardian));
    }

    [Theory]
    [InlineData("--since", "yesterday-ish")]
    [InlineData("--severity", "huge")]
    [InlineData("--pattern", "no_such_pattern")]
    [InlineData("--direction", "sideways")]
    [InlineData("--limit", "0")]
    [InlineData("--limit", "many")]
    public async Task A_filter_that_can_not_be_understood_is_2(string option, string value)
    {
        var result = await _home.CallAsync("threats", option, value);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(option, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("help", "sttaus")]
    [InlineData("sttaus", "--help")]
    [InlineData("sttaus")]
    public async Task A_verb_that_is_none_is_wrong_usage_even_where_help_is_asked_for(params string[] args)
    {
        var result = await _home.CallAsync(args);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("no verb has that name", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ca", "show")]
    [InlineData("patterns", "list")]
    public async Task The_options_of_every_verb_stand_before_or_behind_its_own_verbs(string verb, string own)
    {
        var missing = Path.Combine(_home.Folder, "none.json");

        foreach (var args in (string[][])[[verb, own, "--platform", "hermes", "--config", missing], [verb, "--platform", "hermes", "--config", missing, own]])
        {
            var result = await _home.CallAsync(args);

            Assert.Equal(2, result.ExitCode);
            Assert.Contains($"{missing}: does not exist", result.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("picoclaw")]
    [InlineData("nanoclaw")]
    [InlineData("openclaw")]
    [InlineData("hermes")]
    public async Task The_commands_that_setup_prints_are_understood_as_they_stand(string platform)
    {
        foreach (var opened in (bool[])[false, true])
        {
            var setup = await _home.CallAsync("setup", "--platform", platform, "--home", _home.Guardian);
            var commands = setup.Output.Split('\n').Select(line => line.Split(" # ")[0].Trim())
                .Where(line => line.StartsWith("traffic-guardian ", StringComparison.Ordinal) && line.Contains("--home", StringComparison.Ordinal))
                .Select(line => line.Replace("'", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..])
                .ToList();
            Assert.Contains(commands, command => command is ["ca", ..] || opened);
            using var output = new StringWriter();
            var tree = CommandLine.Tree(_home.Context(output, output));
            Assert.All(commands, command => Assert.True(tree.Parse(command).Errors.Count == 0, string.Join(' ', command)));
            Assert.Equal(0, opened ? 0 : (await _home.CallAsync("ca", "init", "--platform", platform, "--home", _home.Guardian)).ExitCode);
        }
    }

    [Theory]
    [InlineData("threats", "--limit", "many")]
    [InlineData("threats", "--limit", "99999999999")]
    [InlineData("stop", "--timeout", "1.5")]
    [InlineData("ca", "init", "--days", "many")]
    public async Task A_number_that_is_none_is_told_by_its_option_and_is_not_quoted(params string[] args)
    {
        var result = await _home.CallAsync(args);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"traffic-guardian: {args[^2]}: not a whole number", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(args[^1], result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_environment_without_a_home_means_that_of_the_account()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var context = _home.Context(output, error) with
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = "" },
            AccountHome = _home.Folder,
        };

        Assert.Equal(3, await CommandLine.RunAsync(["status"], context));
        Assert.Contains(Path.Combine(_home.Folder, ".picoclaw/security/clawsec/traffic-guardian"), output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_accounts_home_is_known() => Assert.True(Path.IsPathFullyQualified(CliContext.OfProcess().AccountHome ?? ""));

    [Fact]
    public async Task The_environment_is_written_for_one_process_and_standard_output_holds_nothing_else()
    {
        _home.Configure("""{ "listen": "127.0.0.1:18999" }""");

        var result = await _home.CallAsync("env", "--json");

        Assert.Equal(0, result.ExitCode);
        using var document = JsonDocument.Parse(result.Output);
        Assert.Equal("http://127.0.0.1:18999", document.RootElement.GetProperty("HTTPS_PROXY").GetString());
        Assert.Contains("no monitor runs", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_port_can_not_be_exported_while_nothing_runs()
    {
        _home.Configure("""{ "listen": "127.0.0.1:0" }""");

        Assert.Equal(1, (await _home.CallAsync("env")).ExitCode);
    }

    [Fact]
    public async Task Check_config_is_one_document()
    {
        _home.Configure("""{ "max_scan_bytes": 1 }""");

        var result = await _home.CallAsync("check-config", "--json");

        Assert.Equal(2, result.ExitCode);
        using var document = JsonDocument.Parse(result.Output);
        Assert.False(document.RootElement.GetProperty("valid").GetBoolean());
        Assert.Equal("max_scan_bytes", document.RootElement.GetProperty("problems")[0].GetProperty("place").GetString());
    }

    [Fact]
    public async Task A_broken_rule_file_is_told_with_line_and_column()
    {
        var file = _home.FileIn("rules.json", "{ \"family\": \"mine\",\n  \"rules\": [ { \"id\": 3 } ] }");

        var result = await _home.CallAsync("patterns", "check", file);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"{file}:2:", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"family\": \"mine\",\n  \"rules\": [ { \"id\": 3 } ] }", 2)]
    [InlineData("{ \"family\": \"mine\", \"rules\": [] }", 0)]
    public async Task A_check_of_rules_is_one_document_on_demand(string rules, int expected)
    {
        var file = _home.FileIn("rules.json", rules);

        var result = await _home.CallAsync("patterns", "check", file, "--json");

        Assert.Equal((expected, ""), (result.ExitCode, result.Error));
        using var document = JsonDocument.Parse(result.Output);
        Assert.Equal(expected == 0, document.RootElement.GetProperty("valid").GetBoolean());
        Assert.Equal(file, document.RootElement.GetProperty("files")[0].GetString());
        Assert.All(document.RootElement.GetProperty("problems").EnumerateArray(), problem =>
        {
            Assert.Equal((file, 2), (problem.GetProperty("file").GetString(), problem.GetProperty("line").GetInt32()));
            Assert.NotEmpty(problem.GetProperty("message").GetString()!);
        });
        Assert.Equal(expected != 0, document.RootElement.GetProperty("problems").GetArrayLength() > 0);
    }

    [Fact]
    public async Task An_explanation_is_one_document_on_demand()
    {
        var result = await _home.CallAsync("patterns", "explain", "ai_api_key", "--json");

        Assert.Equal(0, result.ExitCode);
        using var document = JsonDocument.Parse(result.Output);
        Assert.Equal("ai_api_key", document.RootElement.GetProperty("name").GetString());
        Assert.Equal(document.RootElement.GetProperty("rules").GetInt32(), document.RootElement.GetProperty("details").GetArrayLength());
    }

    [Fact]
    public async Task The_catalogue_is_listed_and_explained_with_whole_names()
    {
        Assert.Contains("gateway_credential_path  outbound", (await _home.CallAsync("patterns", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("ai_api_key: ", (await _home.CallAsync("patterns", "explain", "ai_api_key")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await _home.CallAsync("patterns", "explain", "nothing_such")).ExitCode);
    }

    [Fact]
    public async Task Verbs_of_later_versions_are_not_there()
    {
        foreach (var verb in (string[])["verify-log"])
        {
            Assert.Equal(2, (await _home.CallAsync(verb)).ExitCode);
        }
    }

    [Fact]
    public async Task The_demo_finds_what_is_to_be_found()
    {
        _home.Set("COLUMNS", "20");

        var result = await CliProcess.RunAsync(_home, "demo");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.All((string[])["ai_api_key", "dotenv_path", "pipe_to_shell", "reverse_shell"],
            pattern => Assert.Contains($" {pattern} ", result.Output, StringComparison.Ordinal));
    }

    public void Dispose() => _home.Dispose();
}
