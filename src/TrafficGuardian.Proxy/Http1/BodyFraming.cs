namespace TrafficGuardian.Proxy.Http1;

/// <summary>How one message's body is delimited, by the rules of RFC 9112 section 6.3.</summary>
/// <param name="Kind">The delimiter.</param>
/// <param name="Length">Bytes, for <see cref="BodyKind.Length"/>.</param>
/// <param name="Certain">False where recipients may disagree.</param>
internal readonly record struct BodyFraming(BodyKind Kind, long Length, bool Certain)
{
    private static readonly BodyFraming Empty = new(BodyKind.None, 0, Certain: true);
    private static readonly BodyFraming Unclear = new(BodyKind.UntilClose, 0, Certain: false);

    /// <summary>A request's framing; uncertain where the request must be refused.</summary>
    public static BodyFraming OfRequest(in FramingFields fields, int minorVersion) =>
        fields.Malformed ? Unclear : Declared(fields, minorVersion, otherwise: Empty);

    /// <summary>A response's framing; where it is uncertain, everything until the close belongs to it.</summary>
    public static BodyFraming OfResponse(in FramingFields fields, StatusLine status, RequestKind request)
    {
        if (request == RequestKind.Head || status.Code is (>= 100 and < 200) or 204 or 304)
            return Empty;
        return Declared(fields, status.MinorVersion, otherwise: new BodyFraming(BodyKind.UntilClose, 0, Certain: true));
    }

    private static BodyFraming Declared(in FramingFields fields, int minorVersion, BodyFraming otherwise)
    {
        if (fields.Ambiguous)
            return Unclear;

        if (fields.TransferEncoding)
        {
            // HTTP/1.0 knows no transfer coding, and a length beside one is how requests are smuggled.
            return minorVersion > 0 && fields.ContentLength < 0 && fields.Chunked
                ? new BodyFraming(BodyKind.Chunked, 0, Certain: true)
                : Unclear;
        }

        return fields.ContentLength switch
        {
            < 0 => otherwise,
            0 => Empty,
            _ => new BodyFraming(BodyKind.Length, fields.ContentLength, Certain: true),
        };
    }
}
