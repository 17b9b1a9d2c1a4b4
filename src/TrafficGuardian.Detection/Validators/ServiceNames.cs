using System.Buffers;
using System.Text;

namespace TrafficGuardian.Detection.Validators;

/// <summary>
/// The names of services whose keys have no shape of their own. Such a key is told by the name and by a word for keys
/// before it. The list is <c>Validators/service-names.txt</c>.
/// </summary>
internal static class ServiceNames
{
    /// <summary>What rules call the list.</summary>
    public const string List = "services";

    private const int MaxChars = 640;

    private static readonly Lazy<SearchValues<string>> Names = new(static () => SearchValues.Create(Read().ToArray(), StringComparison.OrdinalIgnoreCase));

    // As they stand in the names of hosts: weatherbit in api.weatherbit.io.
    private static readonly Lazy<HashSet<string>> Hosts = new(static () =>
        new HashSet<string>(Read().Select(static name => name.Trim('_', '-', '.', '"')), StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether one stands in a text.</summary>
    public static bool IsIn(ReadOnlySpan<char> text) => IndexIn(text) >= 0;

    /// <summary>Whether one stands before a value, in the same line.</summary>
    /// <param name="match">What stands before a word for keys, the word, and the value.</param>
    public static bool Announce(ReadOnlySpan<byte> match)
    {
        var head = match[..Math.Min(match.Length, MaxChars)];
        Span<char> chars = stackalloc char[MaxChars];
        Encoding.Latin1.GetChars(head, chars);
        return IndexIn(chars[..head.Length]) >= 0;
    }

    /// <summary>Whether a domain is named after a service that is named in a text.</summary>
    public static bool IsNamesake(ReadOnlySpan<char> domain, ReadOnlySpan<byte> text)
    {
        if (!Hosts.Value.GetAlternateLookup<ReadOnlySpan<char>>().Contains(domain))
            return false;
        var head = text[..Math.Min(text.Length, MaxChars)];
        Span<char> chars = stackalloc char[MaxChars];
        Encoding.Latin1.GetChars(head, chars);
        return chars[..head.Length].Contains(domain, StringComparison.OrdinalIgnoreCase);
    }

    // A name that a letter stands before is the end of another word.
    private static int IndexIn(ReadOnlySpan<char> text)
    {
        for (var at = 0; ;)
        {
            var found = text[at..].IndexOfAny(Names.Value);
            if (found < 0)
                return -1;
            at += found;
            if (at == 0 || !char.IsAsciiLetter(text[at - 1]))
                return at;
            at++;
        }
    }

    private static IEnumerable<string> Read()
    {
        using var stream = typeof(ServiceNames).Assembly.GetManifestResourceStream("service-names.txt")!;
        using var reader = new StreamReader(stream, Encoding.ASCII);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                foreach (var name in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    yield return name;
            }
        }
    }
}
