using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Tests.Platforms;

public sealed class TrustVariablesTests
{
    private static readonly TrustFiles Files = new("/g/ca/ca.pem", "/g/ca/bundle.pem", "/g/ca/truststore.p12");

    [Theory]
    [InlineData(PlatformKind.Picoclaw)]
    [InlineData(PlatformKind.Nanoclaw)]
    [InlineData(PlatformKind.Openclaw)]
    [InlineData(PlatformKind.Hermes)]
    public void Every_platform_gets_them_with_a_CA_and_none_without(PlatformKind kind)
    {
        Assert.DoesNotContain(Plan(kind, trust: null).Variables, variable => TrustVariables.Naming.Contains(variable.Name) || variable.Name == "JAVA_TOOL_OPTIONS");

        var plan = Plan(kind, Files);

        Assert.All((string[])["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO"], name => Assert.Equal("/g/ca/bundle.pem", Value(plan, name)));
        Assert.All((string[])["NODE_EXTRA_CA_CERTS", "DENO_CERT"], name => Assert.Equal("/g/ca/ca.pem", Value(plan, name)));
        Assert.Null(Value(plan, "SSL_CERT_DIR"));
        Assert.Null(Value(plan, "AWS_CA_BUNDLE"));
    }

    [Fact]
    public void What_named_another_file_is_led_to_the_bundle_which_holds_it()
    {
        var plan = Plan(PlatformKind.Picoclaw, Files, ("NODE_EXTRA_CA_CERTS", "/corp.pem"), ("DENO_CERT", "/g/ca/ca.pem"), ("AWS_CA_BUNDLE", "/corp.pem"), ("SSL_CERT_DIR", "/certs"));

        Assert.Equal("/g/ca/bundle.pem", Value(plan, "NODE_EXTRA_CA_CERTS"));
        Assert.Equal("/g/ca/ca.pem", Value(plan, "DENO_CERT"));
        Assert.Equal("/g/ca/bundle.pem", Value(plan, "AWS_CA_BUNDLE"));
        Assert.Null(Value(plan, "SSL_CERT_DIR"));
    }

    [Fact]
    public void Java_gets_proxy_and_store_behind_what_it_had()
    {
        const string Ours = "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=18870 -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=18870 "
            + "-Djavax.net.ssl.trustStore=/g/ca/truststore.p12 -Djavax.net.ssl.trustStoreType=PKCS12 -Djavax.net.ssl.trustStorePassword=changeit";

        Assert.Equal(Ours, Value(Plan(PlatformKind.Picoclaw, Files), "JAVA_TOOL_OPTIONS"));
        Assert.Equal($"-Xmx1g {Ours}", Value(Plan(PlatformKind.Picoclaw, Files, ("JAVA_TOOL_OPTIONS", "-Xmx1g")), "JAVA_TOOL_OPTIONS"));
    }

    [Fact]
    public void What_an_earlier_call_put_there_is_not_piled_up()
    {
        var once = JavaOptions.For("-Xmx1g", "http://127.0.0.1:1", "/a b/it's/store.p12");

        Assert.Equal(JavaOptions.For("-Xmx1g", "http://[::1]:2", "/c"), JavaOptions.For(once, "http://[::1]:2", "/c"));
        Assert.Contains("-Dhttps.proxyHost=::1 -Dhttps.proxyPort=2 ", JavaOptions.For(once, "http://[::1]:2", "/c"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/plain/path", "/plain/path")]
    [InlineData("/a b", "'/a b'")]
    [InlineData("/it's", "'/it'\"'\"'s'")]
    [InlineData("/\"q\"", "'/\"q\"'")]
    public void A_path_is_quoted_as_the_virtual_machine_reads_it(string path, string quoted) => Assert.Equal(quoted, JavaOptions.Quoted(path));

    [Theory]
    [InlineData("-Djavax.net.ssl.trustStore=/corp.jks", 1)]
    [InlineData("-Xmx1g", 0)]
    public void A_trust_store_that_will_not_count_any_more_is_said(string options, int warnings) =>
        Assert.Equal(warnings, Plan(PlatformKind.Picoclaw, Files, ("JAVA_TOOL_OPTIONS", options)).Warnings.Count(warning => warning.StartsWith("JAVA_TOOL_OPTIONS", StringComparison.Ordinal)));

    [Theory]
    [InlineData(ExportFormat.Sh, "# a note\n")]
    [InlineData(ExportFormat.Docker, "# a note\n")]
    [InlineData(ExportFormat.Compose, "# a note\n")]
    [InlineData(ExportFormat.Systemd, "# a note\n")]
    [InlineData(ExportFormat.Json, "")]
    public void A_comment_is_written_where_the_format_knows_comments(ExportFormat format, string text)
    {
        Assert.Equal(text, EnvironmentExport.Comment(["a note"], format));
        Assert.Throws<ArgumentException>(() => EnvironmentExport.Comment(["a\nPATH=/evil"], ExportFormat.Docker));
    }

    private static PlatformPlan Plan(PlatformKind kind, TrustFiles? trust, params (string, string)[] variables) =>
        PlatformPlanner.Plan(new PlatformFacts(Context.Of(kind, "/g", variables), "http://127.0.0.1:18870") { Trust = trust });

    private static string? Value(PlatformPlan plan, string name) => plan.Variables.SingleOrDefault(variable => variable.Name == name)?.Value;
}
