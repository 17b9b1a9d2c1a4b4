using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>
/// <c>JAVA_TOOL_OPTIONS</c>, the one variable that every Java virtual machine reads. It splits it at white space; quotes of
/// both kinds take white space in, may begin within a word, and know no escape.
/// </summary>
public static partial class JavaOptions
{
    public const string Variable = "JAVA_TOOL_OPTIONS";

    /// <summary>The trust store's password. It guards nothing: the store holds certificates, and Java wants one.</summary>
    public const string StorePassword = "changeit";

    private static readonly SearchValues<char> Special = SearchValues.Create(" \t\n\v\f\r'\"");

    private const string Store = "-Djavax.net.ssl.trustStore=";

    /// <summary>What stood there, then the proxy and the trust store: of a property that is given twice, the last one counts.</summary>
    /// <param name="before">What stood there; what an earlier call put at its end is taken off.</param>
    /// <param name="proxyUrl">The monitor's address as <c>http://host:port</c>.</param>
    /// <param name="store">The trust store.</param>
    public static string For(string? before, string proxyUrl, string store)
    {
        var proxy = new Uri(proxyUrl);
        var host = proxy.Host.Trim('[', ']');
        string[] options =
        [
            $"-Dhttp.proxyHost={host}", $"-Dhttp.proxyPort={proxy.Port}", $"-Dhttps.proxyHost={host}", $"-Dhttps.proxyPort={proxy.Port}",
            Store + Quoted(store), "-Djavax.net.ssl.trustStoreType=PKCS12", $"-Djavax.net.ssl.trustStorePassword={StorePassword}",
        ];
        return string.Join(' ', new[] { WithoutOurs(before) }.Concat(options).Where(part => part.Length > 0));
    }

    /// <summary>Whether a trust store is named that an earlier call did not put there.</summary>
    internal static bool NamesForeignStore(string? before) => WithoutOurs(before).Contains(Store, StringComparison.Ordinal);

    /// <summary>A word as the virtual machine reads it back.</summary>
    internal static string Quoted(string word)
    {
        if (!word.AsSpan().ContainsAny(Special))
        {
            return word;
        }

        var text = new StringBuilder();
        foreach (var part in word.Split('\''))
        {
            text.Append(text.Length == 0 ? "" : "\"'\"").Append('\'').Append(part).Append('\'');
        }

        return text.ToString();
    }

    private static string WithoutOurs(string? before) => before is null ? "" : Ours().Replace(before, "").Trim();

    [GeneratedRegex(
        @"(^| )-Dhttp\.proxyHost=\S+ -Dhttp\.proxyPort=\d+ -Dhttps\.proxyHost=\S+ -Dhttps\.proxyPort=\d+ -Djavax\.net\.ssl\.trustStore=[^=]+ -Djavax\.net\.ssl\.trustStoreType=PKCS12 -Djavax\.net\.ssl\.trustStorePassword=changeit$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Ours();
}
