namespace TrafficGuardian.Proxy.Tunnels;

/// <summary>Tells protocols apart by the first bytes that a client sends, or a server that speaks first. Pure.</summary>
internal static class FirstBytes
{
    /// <summary>Bytes after which the answer is always known.</summary>
    public const int Most = MaxEmptyLines + MaxMethod + 1;

    /// <summary>Bytes of a server after which the answer is always known: a frame's header (RFC 9113 section 4.1).</summary>
    public const int MostOfServer = 9;

    private const int MaxEmptyLines = 8;
    private const int MaxMethod = 31;

    /// <summary>The HTTP/2 connection preface (RFC 9113 section 3.4).</summary>
    public static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    public static FirstBytesKind Classify(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return FirstBytesKind.NeedMore;

        // A TLS record of type handshake, version 3.x (RFC 8446 section 5.1).
        if (data[0] == 0x16)
            return data.Length < 2 ? FirstBytesKind.NeedMore : data[1] == 0x03 ? FirstBytesKind.Tls : FirstBytesKind.Other;

        if (data.StartsWith(Preface))
            return FirstBytesKind.Http2;
        if (Preface.StartsWith(data))
            return FirstBytesKind.NeedMore;

        // Servers skip empty lines before a request (RFC 9112 section 2.2), so they hide nothing from us.
        var start = data[..Math.Min(data.Length, MaxEmptyLines)].IndexOfAnyExcept((byte)'\r', (byte)'\n');
        if (start < 0)
            return data.Length < MaxEmptyLines ? FirstBytesKind.NeedMore : FirstBytesKind.Other;

        return ClassifyMethod(data[start..]);
    }

    /// <summary>
    /// What a server speaks that does so before its client has said enough. HTTP/2's may send their SETTINGS at once (RFC 9113
    /// section 3.4); whoever else answers before having been asked speaks no protocol that is read here.
    /// </summary>
    public static FirstBytesKind ClassifyServer(ReadOnlySpan<byte> data)
    {
        // A length below 64 KiB, type 4, no flags, stream 0.
        for (var at = 0; at < Math.Min(data.Length, MostOfServer); at++)
        {
            if (at is not (1 or 2) && data[at] != (at == 3 ? 4 : 0))
                return FirstBytesKind.Other;
        }

        return data.Length < MostOfServer ? FirstBytesKind.NeedMore : FirstBytesKind.Http2;
    }

    private static FirstBytesKind ClassifyMethod(ReadOnlySpan<byte> data)
    {
        var end = data.IndexOfAnyExcept(TokenBytes.All);
        if (end < 0)
            return data.Length <= MaxMethod ? FirstBytesKind.NeedMore : FirstBytesKind.Other;
        return end > 0 && end <= MaxMethod && data[end] == ' ' ? FirstBytesKind.Http1 : FirstBytesKind.Other;
    }
}
