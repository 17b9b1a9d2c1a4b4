using System.Text;

namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>What a head says about how its body is to be read.</summary>
internal readonly struct BodyHead
{
    /// <summary>The codings of the whole body in the order in which they were applied; empty where there is none.</summary>
    public IReadOnlyList<ContentCoding> Codings { get; private init; }

    /// <summary>Whether every coding can be undone.</summary>
    public bool IsKnown { get; private init; }

    public EnvelopeKind Envelope { get; private init; }

    /// <summary>The coding of those envelopes' messages that are flagged as compressed, where it is known.</summary>
    public ContentCoding? MessageCoding { get; private init; }

    /// <param name="head">A head in HTTP/1 form.</param>
    public static BodyHead Read(ReadOnlySpan<byte> head)
    {
        var fields = default(Fields);
        foreach (var range in head.Split((byte)'\n'))
        {
            var line = head[range];
            var colon = line.IndexOf((byte)':');
            if (colon > 0)
            {
                Read(line[..colon], line[(colon + 1)..], ref fields);
            }
        }

        var codings = ContentCodings.Joined(fields.Content, fields.Transfer);
        return new BodyHead
        {
            Codings = codings,
            IsKnown = !fields.IsUnknown && codings.Count <= ContentCodings.MaxCodings,
            Envelope = fields.Envelope,
            MessageCoding = fields.Envelope == EnvelopeKind.Connect ? fields.Connect : fields.Grpc,
        };
    }

    /// <summary>Most names are told apart by their length alone.</summary>
    private static void Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref Fields fields)
    {
        switch (name.Length)
        {
            case 12 when Ascii.EqualsIgnoreCase(name, "content-type"u8):
                fields.Envelope = EnvelopeOf(value.Trim(" \t\r"u8));
                break;
            case 13 when Ascii.EqualsIgnoreCase(name, "grpc-encoding"u8):
                fields.Grpc = ContentCodings.Of(value.Trim(" \t\r"u8));
                break;
            case 16 when Ascii.EqualsIgnoreCase(name, "content-encoding"u8):
                fields.IsUnknown |= !ContentCodings.TryRead(value, ref fields.Content);
                break;
            case 17 when Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8):
                fields.IsUnknown |= !ContentCodings.TryRead(value, ref fields.Transfer);
                break;
            case 24 when Ascii.EqualsIgnoreCase(name, "connect-content-encoding"u8):
                fields.Connect = ContentCodings.Of(value.Trim(" \t\r"u8));
                break;
        }
    }

    /// <summary>The text form of gRPC-Web is base64 and therefore none of these.</summary>
    private static EnvelopeKind EnvelopeOf(ReadOnlySpan<byte> type)
    {
        if (Begins(type, "application/connect+"u8))
        {
            return EnvelopeKind.Connect;
        }

        return Begins(type, "application/grpc"u8) && !Begins(type, "application/grpc-web-text"u8)
            ? EnvelopeKind.Grpc
            : EnvelopeKind.None;
    }

    private static bool Begins(ReadOnlySpan<byte> type, ReadOnlySpan<byte> with) =>
        type.Length >= with.Length && Ascii.EqualsIgnoreCase(type[..with.Length], with);

    private ref struct Fields
    {
        public List<ContentCoding>? Content;
        public List<ContentCoding>? Transfer;
        public bool IsUnknown;
        public EnvelopeKind Envelope;
        public ContentCoding? Grpc;
        public ContentCoding? Connect;
    }
}
