using System.Text;

namespace TrafficGuardian.Proxy.Http1;

/// <summary>A request target, taken apart without a copy.</summary>
internal readonly ref struct RequestTarget
{
    private RequestTarget(TargetForm form, ReadOnlySpan<byte> authority, ReadOnlySpan<byte> rest)
    {
        Form = form;
        Authority = authority;
        Rest = rest;
    }

    public TargetForm Form { get; }

    /// <summary>Host and port, without user information.</summary>
    public ReadOnlySpan<byte> Authority { get; }

    /// <summary>What stands behind the authority, as sent: path and query, either of which may be missing.</summary>
    public ReadOnlySpan<byte> Rest { get; }

    public static RequestTarget Parse(ReadOnlySpan<byte> target)
    {
        if (target[0] == '/' || target.SequenceEqual("*"u8))
            return new RequestTarget(TargetForm.Origin, [], target);
        if (HasScheme(target, "http://"u8))
            return Absolute(TargetForm.AbsoluteHttp, target[7..]);
        if (HasScheme(target, "https://"u8))
            return Absolute(TargetForm.AbsoluteHttps, target[8..]);
        return new RequestTarget(TargetForm.Other, [], target);
    }

    /// <summary>
    /// What must be put before <see cref="Rest"/> to make it origin form: nothing where it begins with a slash,
    /// <c>*</c> for OPTIONS without a path (RFC 9112 section 3.2.4), else a slash.
    /// </summary>
    public ReadOnlySpan<byte> OriginPrefix(ReadOnlySpan<byte> method)
    {
        if (Rest.IsEmpty)
            return method.SequenceEqual("OPTIONS"u8) ? "*"u8 : "/"u8;
        return Rest[0] == '/' ? [] : "/"u8;
    }

    private static RequestTarget Absolute(TargetForm form, ReadOnlySpan<byte> behindScheme)
    {
        var end = behindScheme.IndexOfAny("/?#"u8);
        var authority = end < 0 ? behindScheme : behindScheme[..end];
        var rest = end < 0 ? [] : behindScheme[end..];
        // Browsers' rules end the host at a backslash, RFC 3986 does not.
        if (authority.Contains((byte)'\\'))
            return new RequestTarget(TargetForm.Other, [], rest);
        return new RequestTarget(form, authority[(authority.LastIndexOf((byte)'@') + 1)..], rest);
    }

    private static bool HasScheme(ReadOnlySpan<byte> target, ReadOnlySpan<byte> scheme) =>
        target.Length > scheme.Length && Ascii.EqualsIgnoreCase(target[..scheme.Length], scheme);
}
