using System.Text;

namespace TrafficGuardian.Detection.Streaming;

/// <summary>Tells how a body carries texts that come in pieces.</summary>
internal static class StreamForms
{
    /// <summary>What a <c>Content-Type</c> line says.</summary>
    public static StreamForm OfContentType(ReadOnlySpan<byte> line)
    {
        var type = line[(line.IndexOf((byte)':') + 1)..].Trim(" \t"u8);
        var end = type.IndexOfAny((byte)';', (byte)' ');
        type = end < 0 ? type : type[..end];
        if (Ascii.EqualsIgnoreCase(type, "text/event-stream"u8))
            return StreamForm.Events;
        return Ascii.EqualsIgnoreCase(type, "application/x-ndjson"u8) || Ascii.EqualsIgnoreCase(type, "application/ndjson"u8)
            || Ascii.EqualsIgnoreCase(type, "application/jsonl"u8) || Ascii.EqualsIgnoreCase(type, "application/x-jsonlines"u8)
            || Ascii.EqualsIgnoreCase(type, "application/json-seq"u8) || Ascii.EqualsIgnoreCase(type, "application/stream+json"u8)
            ? StreamForm.Values
            : StreamForm.None;
    }

    /// <summary>What the first bytes of a body say, white space left out.</summary>
    /// <param name="start">The bytes.</param>
    /// <param name="form">How the body carries text.</param>
    /// <returns>False where it takes more bytes to know.</returns>
    public static bool TryTell(ReadOnlySpan<byte> start, out StreamForm form)
    {
        form = StreamForm.None;
        return !IsPartOf(start, "data:"u8, StreamForm.Events, ref form)
            && !IsPartOf(start, "event:"u8, StreamForm.Events, ref form)
            && !IsPartOf(start, "[{\"candidates\":"u8, StreamForm.Values, ref form);
    }

    /// <summary>Whether a message of a WebSocket may carry a piece of what a language model says.</summary>
    /// <param name="start">Its first bytes.</param>
    public static bool MayBePiece(ReadOnlySpan<byte> start)
    {
        start = start.TrimStart(" \t\r\n"u8);
        return start.Length > 0 && start[0] is (byte)'{' or (byte)'['
            && (start.IndexOf("delta\""u8) >= 0 || start.IndexOf("\"parts\""u8) >= 0 || start.IndexOf("\"assistant\""u8) >= 0
                || start.IndexOf("\"partial_json\""u8) >= 0 || start.IndexOf("\"chunk\""u8) >= 0 || start.IndexOf("\"token\""u8) >= 0);
    }

    private static bool IsPartOf(ReadOnlySpan<byte> start, ReadOnlySpan<byte> signature, StreamForm told, ref StreamForm form)
    {
        if (start.Length < signature.Length)
            return signature.StartsWith(start);
        if (start.StartsWith(signature))
            form = told;
        return false;
    }
}
