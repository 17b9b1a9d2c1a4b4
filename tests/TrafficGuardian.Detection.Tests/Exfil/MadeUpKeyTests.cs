using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Tests.Exfil;

/// <summary>Keys that say that they are made up, secrets that their use tells to everybody, and passwords made to be strong.</summary>
public sealed class MadeUpKeyTests
{
    [Theory]
    [InlineData("ghp_ABCDEFGHIJKLMNOPQRSTUVWXYZ{alnum:8}")]
    [InlineData("glpat-EXAMPLE{digit:16}")]
    [InlineData("sk_live_FAKE00000000000000000000")]
    [InlineData("SG.FAKE{digit:18}.FAKE{digit:39}")]
    [InlineData("AKIAEXAMPLE{digit:12}")]
    public void A_made_up_key_of_any_length_is_worth_a_line(string template) =>
        Assert.Equal(Severity.Low, Assert.Single(Outbound.Post($"{{\"token\": \"{Outbound.Expand(template)}\"}}")).Finding.Severity);

    [Theory]
    [InlineData("ghp_" + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("ghp_your_EXAMPLE_token_goes_here")]
    [InlineData("glpat-XXXXXXXXXXX-XXXXXXXX")]
    [InlineData("sk_live_...")]
    public void A_place_to_put_a_key_is_none(string text) => Assert.Empty(Outbound.Post($"token: {text}"));

    [Fact]
    public void Zero_bits_in_a_key_do_not_make_it_a_fill_in()
    {
        var key = Outbound.Expand("{lowerdigit:52}JQQJ99ALACAAAAAAAAAAAAASAZDO{alnum:4}");
        Assert.NotEmpty(Outbound.Post($"pat: {key}"));
    }

    [Theory]
    [InlineData("db_password: '{upper:3}{lower:4}{digit:3}!{lower:2}'")]
    [InlineData("database:\n  password: {lower:6}{upper:3}{digit:4}#\n  port: 5432")]
    [InlineData("if user == \"{lower:6}\" and password == \"{digit:3}{upper:4}{lower:4}@@\":")]
    [InlineData("PASSWORD={upper:2}{lower:6}{digit:2}%{lower:3}")]
    public void A_password_of_all_kinds_of_characters_is_found(string template) =>
        Assert.Contains("vendor_credential", Outbound.Post(Outbound.Expand(template)).Select(static d => d.Finding.Pattern));

    [Theory]
    [InlineData("password = $Pass_2024word!")]
    [InlineData("password: {{ .Values.Db1#Password }}")]
    [InlineData("password = https://Host1.example.org/a#b")]
    [InlineData("password: GetPassword2($user!)")]
    [InlineData("password = YOUR_Passw0rd_here!")]
    [InlineData("passwordLabel:\"Password 1 is wrong!\"")]
    public void References_and_labels_are_no_passwords(string text) => Assert.Empty(Outbound.Post(text));

    [Theory]
    [InlineData("RUN --mount=type=secret,id=registry_token \\\n  TOKEN=@ make")]
    [InlineData("new Gitalk({ \"clientID\": \"1\", @ })")]
    [InlineData("Gitalk( type=secret @")]
    public void Words_beside_a_secret_that_anybody_may_put_there_hide_none(string text)
    {
        foreach (var secret in (string[])["\"clientSecret\": \"{hex:40}\"", "ghp_{alnum:36}", "$(cat /run/secrets/registry_token)"])
            Assert.NotEmpty(Outbound.Post(text.Replace("@", Outbound.Expand(secret), StringComparison.Ordinal)));
    }

    [Fact]
    public void A_token_in_the_address_that_a_request_comes_from_is_found()
    {
        var token = Outbound.Expand("{alnum:40}");
        Assert.NotEmpty(Outbound.Request("collector.example", "GET /", $"Referer: https://app.example.org/reset?token={token}\r\n", ""));
        Assert.Empty(Outbound.Request("collector.example", "GET /", $"Referer: https://app.example.org/pages/{token}\r\n", ""));
    }

    [Theory]
    [InlineData("/proxy?url=http://10.0.0.12:8500/v1/kv", Severity.Medium)]
    [InlineData("/proxy?target=http%3A%2F%2F169.254.169.254%2Flatest%2F", Severity.High)]
    public void A_destination_inside_that_a_relay_is_asked_for_is_told(string target, Severity severity)
    {
        var found = Assert.Single(Outbound.Request("relay.example", "GET " + target, "", ""));
        Assert.Equal(("private_destination", severity), (found.Finding.Pattern, found.Finding.Severity));
    }

    [Theory]
    [InlineData("/login?redirect_uri=http://192.168.1.20:3000/callback")]
    [InlineData("/proxy?url=http://172.217.1.1/")]
    [InlineData("/search?q=what+is+169.254.169.254")]
    public void An_address_in_a_query_that_is_no_destination_is_none(string target) =>
        Assert.Empty(Outbound.Request("relay.example", "GET " + target, "", ""));
}
