using System.Text;

namespace TrafficGuardian.Benchmarks;

/// <summary>Made-up bodies of the kinds that agents and model APIs exchange, one MiB each.</summary>
internal static class Payloads
{
    private const int Size = 1 << 20;

    private static readonly string[] Words =
    [
        "the", "model", "returns", "a", "list", "of", "items", "when", "asked", "for", "content", "and", "role", "user",
        "assistant", "tool", "result", "function", "name", "with", "arguments", "that", "is", "not", "empty", "in", "order",
        "to", "read", "file", "from", "disk", "before", "it", "can", "write", "response", "value", "number", "string",
    ];

    public static byte[] Make(string kind)
    {
        var random = new Random(7);
        var text = new StringBuilder(Size + 4096);
        while (text.Length < Size)
            Append(text, kind, random);
        return Encoding.UTF8.GetBytes(text.ToString())[..Size];
    }

    private static void Append(StringBuilder text, string kind, Random random)
    {
        switch (kind)
        {
            case "json":
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{{\"role\":\"user\",\"index\":{random.Next(1000)},\"content\":\"{Sentence(random)}\\n{Sentence(random)}\",\"id\":\"msg_{random.Next():x8}\"}},");
                break;
            case "text":
                text.Append(Sentence(random)).Append(".\n");
                break;
            default:
                var image = new byte[30_000];
                random.NextBytes(image);
                text.Append("{\"type\":\"image\",\"data\":\"").Append(Convert.ToBase64String(image)).Append("\"},");
                break;
        }
    }

    private static string Sentence(Random random) => string.Join(' ', random.GetItems(Words, random.Next(6, 20)));
}
