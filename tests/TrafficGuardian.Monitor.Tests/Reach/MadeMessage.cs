using System.Text;

namespace TrafficGuardian.Monitor.Tests.Reach;

/// <summary>How a made-up server reads.</summary>
internal static class MadeMessage
{
    /// <summary>A head, and a body of the length that it tells.</summary>
    public static async Task<string> ReadAsync(Stream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var head = text.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head >= 0)
            {
                var at = text.ToString().IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase);
                var length = at < 0 || at > head ? 0 : int.Parse(text.ToString().AsSpan(at + 16, text.ToString().IndexOf('\r', at) - at - 16));
                if (text.Length >= head + 4 + length)
                {
                    return text.ToString();
                }
            }

            var read = await stream.ReadAsync(buffer);
            if (read == 0)
            {
                return text.ToString();
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
    }
}
