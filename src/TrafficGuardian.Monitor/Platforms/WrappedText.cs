using System.Text;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>Breaks sentences into lines between words; a word that is longer than a line stays whole.</summary>
internal static class WrappedText
{
    private const int Width = 120;

    /// <summary>The lines.</summary>
    /// <param name="text">One sentence or several.</param>
    /// <param name="first">What the first line begins with.</param>
    /// <param name="others">What the others begin with.</param>
    public static IEnumerable<string> Lines(string text, string first, string others)
    {
        var line = new StringBuilder(first);
        var hasWord = false;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (hasWord && line.Length + 1 + word.Length > Width)
            {
                yield return line.ToString();
                line.Clear().Append(others);
                hasWord = false;
            }

            line.Append(hasWord ? " " : "").Append(word);
            hasWord = true;
        }

        yield return line.ToString();
    }
}
