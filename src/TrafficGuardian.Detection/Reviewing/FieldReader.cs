using System.Buffers;
using System.Text;
using System.Text.Json;

namespace TrafficGuardian.Detection.Reviewing;

/// <summary>Reads the fields of a query, a form, a form in parts or a JSON body, which may end anywhere.</summary>
internal static class FieldReader
{
    private const int LongestName = 128;
    private const int MostFields = 2000;

    /// <summary>Reads a body by what it looks like.</summary>
    public static void Body(ReadOnlySpan<byte> body, IFieldSink sink)
    {
        var start = body.TrimStart(" \t\r\n"u8);
        if (start.StartsWith("\uFEFF"u8))
            start = start[3..];
        if (start.IsEmpty)
            return;
        if (start[0] is (byte)'{' or (byte)'[')
            Json(start, sink);
        else if (start.StartsWith("--"u8))
            Parts(start, sink);
        else
            Form(start, sink);
    }

    /// <summary>Reads a form, or a query.</summary>
    public static void Form(ReadOnlySpan<byte> text, IFieldSink sink)
    {
        var room = ArrayPool<byte>.Shared.Rent(Math.Max(1, text.Length));
        var fields = 0;
        foreach (var part in text.Split((byte)'&'))
        {
            var field = text[part];
            var equals = field.IndexOf((byte)'=');
            if (field.IsEmpty || ++fields > MostFields)
                continue;
            var name = ReviewWords.Decode(equals < 0 ? field : field[..equals], isForm: true, room);
            var shown = NameOf(room.AsSpan(0, name));
            var value = equals < 0 ? 0 : ReviewWords.Decode(field[(equals + 1)..], isForm: true, room);
            sink.Take(new FieldPlace("", shown, 1, IsObject: false), room.AsSpan(0, value));
        }

        room.AsSpan(0, text.Length).Clear();
        ArrayPool<byte>.Shared.Return(room);
    }

    // Only the names and the beginnings of the values count (RFC 7578): no boundary is needed for that.
    private static void Parts(ReadOnlySpan<byte> body, IFieldSink sink)
    {
        for (var fields = 0; fields < MostFields; fields++)
        {
            var at = body.IndexOf(" name=\""u8);
            if (at < 0)
                return;
            body = body[(at + 7)..];
            var quote = body.IndexOf((byte)'"');
            var head = body.IndexOf("\r\n\r\n"u8);
            if (quote < 0 || head < quote)
                return;
            var value = body[(head + 4)..];
            var end = value.IndexOf("\r\n"u8);
            sink.Take(new FieldPlace("", NameOf(body[..quote]), 1, IsObject: false), end < 0 ? value : value[..end]);
            body = value;
        }
    }

    private static void Json(ReadOnlySpan<byte> body, IFieldSink sink)
    {
        var room = ArrayPool<byte>.Shared.Rent(body.Length);
        try
        {
            var reader = new Utf8JsonReader(body, isFinalBlock: false, default);
            Json(ref reader, sink, room);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // What came before it was read.
        }
        finally
        {
            room.AsSpan(0, body.Length).Clear();
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    private static void Json(ref Utf8JsonReader reader, IFieldSink sink, byte[] room)
    {
        var names = new Stack<string>();
        var name = "";
        for (var fields = 0; fields < MostFields && reader.Read();)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = NameOf(reader.HasValueSequence ? default : reader.ValueSpan);
                    fields++;
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (name.Length > 0)
                        sink.Take(new FieldPlace(ParentOf(names), name, Depth(names), IsObject: true), default);
                    // The elements of a list stand where the list does; those of a list that is the body are bodies of their own.
                    if (names.Count == 0)
                        sink.Take(new FieldPlace("", "", 0, IsObject: true), default);
                    if (names.Count == 0 && reader.TokenType == JsonTokenType.StartArray)
                        break;
                    names.Push(reader.TokenType == JsonTokenType.StartArray ? "" : name);
                    name = reader.TokenType == JsonTokenType.StartArray ? name : "";
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    names.TryPop(out _);
                    name = "";
                    break;
                default:
                    if (name.Length > 0)
                        sink.Take(new FieldPlace(ParentOf(names), name, Depth(names), IsObject: false), ValueOf(ref reader, room));
                    break;
            }
        }
    }

    private static string ParentOf(Stack<string> names) => names.TryPeek(out var parent) ? parent : "";

    private static int Depth(Stack<string> names) => names.Count;

    private static ReadOnlySpan<byte> ValueOf(ref Utf8JsonReader reader, byte[] room) =>
        reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped ? room.AsSpan(0, reader.CopyString(room)) : reader.ValueSpan;

    // Names that are looked for are plain; one in escapes, or a long one, is none of them.
    private static string NameOf(ReadOnlySpan<byte> name) => name.Length is 0 or > LongestName ? "-" : Encoding.Latin1.GetString(name);
}
