using System.Text;

namespace TrafficGuardian.Cli.Scanning;

/// <summary>Writes heads in HTTP/1 form from the parts that recordings keep.</summary>
internal sealed class HeadWriter
{
    private readonly StringBuilder _text = new();

    private HeadWriter(string startLine) => Line(startLine);

    /// <param name="method">The request's method.</param>
    /// <param name="target">Its target in absolute or origin form; written as path and query where it is a URL.</param>
    public static HeadWriter Request(string method, string target) => new($"{method} {OriginForm(target)} HTTP/1.1");

    public static HeadWriter Response(int status) => new($"HTTP/1.1 {status} ");

    public void Header(string name, string value)
    {
        // Recordings of HTTP/2 list pseudo-headers, which the start line already says.
        if (!name.StartsWith(':'))
        {
            Line($"{name}: {value}");
        }
    }

    public byte[] Finish()
    {
        _text.Append("\r\n");
        return Encoding.UTF8.GetBytes(_text.ToString());
    }

    private static string OriginForm(string target)
    {
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return target;
        }

        var path = target.AsSpan(scheme + 3).IndexOfAny('/', '?');
        return path < 0 ? "/" : target[(scheme + 3 + path)..];
    }

    private void Line(string line) => _text.Append(line.Replace('\r', ' ').Replace('\n', ' ')).Append("\r\n");
}
