using System.Text;

namespace TrafficGuardian.Load;

/// <summary>What bodies are made of: JSON as a model's API sends it, with nothing in it to find.</summary>
internal static class Filler
{
    /// <summary>Some 96 KiB; a longer body repeats it.</summary>
    public static readonly byte[] Json = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 1200).Select(
        i => $$"""{"id":{{i}},"type":"message","role":"assistant","text":"the quick brown fox"},""")));
}
