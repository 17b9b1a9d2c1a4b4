namespace TrafficGuardian.Detection.Judging;

/// <summary>
/// Names hosts: <c>api.example.com</c> exactly; <c>*.example.com</c> or <c>.example.com</c> everything below it, not the
/// domain itself; <c>api.*.example.com</c> any one label in the star's place; <c>*</c> every host. Case and a trailing dot are ignored; there is no port.
/// </summary>
public sealed class HostPattern
{
    private readonly string[] _labels;
    private readonly bool _below;

    private HostPattern(string text, string[] labels, bool below) => (Text, _labels, _below) = (text, labels, below);

    /// <summary>The pattern as it was given.</summary>
    public string Text { get; }

    /// <summary>Reads a pattern; false where it is none (empty, with a port or a path, or a star inside a label).</summary>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out HostPattern? pattern)
    {
        pattern = null;
        var host = text.Trim().TrimEnd('.').ToLowerInvariant();
        var below = host.StartsWith("*.", StringComparison.Ordinal) || host.StartsWith('.') || host == "*";
        if (below)
            host = host.TrimStart('*').TrimStart('.');
        if (host.Length > 253 || (host.Length == 0 && text.Trim() != "*") || !IsAddress(host) && !host.Split('.').All(IsLabel) && host.Length > 0)
            return false;
        pattern = new HostPattern(text, host.Length == 0 ? [] : IsAddress(host) ? [host.Trim('[', ']')] : host.Split('.'), below);
        return true;
    }

    /// <summary>Whether a host name or address is meant.</summary>
    public bool Matches(ReadOnlySpan<char> host)
    {
        host = host.TrimEnd('.').Trim("[]");
        if (_labels.Length == 0)
            return true;
        if (_labels is [var address] && address.Contains(':'))
            return host.Equals(address, StringComparison.OrdinalIgnoreCase);
        var isBelow = false;
        for (var i = _labels.Length - 1; i >= 0; i--)
        {
            var dot = host.LastIndexOf('.');
            var label = host[(dot + 1)..];
            if (label.IsEmpty || (_labels[i] != "*" && !label.Equals(_labels[i], StringComparison.OrdinalIgnoreCase)))
                return false;
            isBelow = dot >= 0;
            host = isBelow ? host[..dot] : default;
        }

        return _below == isBelow;
    }

    /// <summary>The pattern as it was given.</summary>
    public override string ToString() => Text;

    private static bool IsAddress(string host) => host.Contains(':') && System.Net.IPAddress.TryParse(host, out _);

    private static bool IsLabel(string label) =>
        label == "*" || (label.Length is > 0 and <= 63 && label[0] != '-' && label.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' || c > 0x7F));
}
