using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TrafficGuardian.Monitor.Disclosure;

/// <summary>An answer as a result file has it: <c>{"success":true,"data":…}</c> or <c>{"success":false,"error":…}</c>.</summary>
public static class DisclosureAnswer
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A document with the data that <paramref name="write"/> writes.</summary>
    public static byte[] Success(Action<Utf8JsonWriter> write) => Document(json =>
    {
        json.WriteBoolean("success"u8, value: true);
        json.WritePropertyName("data"u8);
        write(json);
    });

    /// <summary>A document with an error.</summary>
    /// <param name="code">One of <see cref="DisclosureErrorCode"/>.</param>
    /// <param name="message">A remedy; no path, nothing quoted.</param>
    public static byte[] Failure(string code, string message) => Document(json =>
    {
        json.WriteBoolean("success"u8, value: false);
        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, code);
        json.WriteString("message"u8, message);
        json.WriteEndObject();
    });

    private static byte[] Document(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
