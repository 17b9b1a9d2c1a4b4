using System.Globalization;
using System.Runtime.InteropServices;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// Lets go of the code and the tables that only the start needed: pages of the executable that are mapped, not copied, and come back
/// from the page cache when they are used again. The kernel maps sixteen for each that is touched, which makes them the greatest part
/// of what a resting monitor holds. Linux only.
/// </summary>
internal sealed partial class StartCode
{
    private const int DontNeed = 4;

    // What is mapped only for a moment must be no part: its place may be another's by the time that it is let go.
    private readonly HashSet<(nint Start, nint Length)> _parts = Read("/proc/self/maps", Mapped);

    /// <summary>Lets go of the parts that were there when this was made, still are, and were not written to.</summary>
    /// <returns>How many parts that was.</returns>
    public int Release()
    {
        var lasting = Read("/proc/self/smaps", Unwritten);
        lasting.IntersectWith(_parts);
        return lasting.Count(static part => Advise(part.Start, (nuint)part.Length, DontNeed) == 0);
    }

    /// <summary>The parts of a file that are mapped to be executed or read.</summary>
    /// <param name="map">What <c>/proc/self/maps</c> says (proc(5)): a line for each part.</param>
    /// <param name="file">The file's path.</param>
    internal static IEnumerable<(nint Start, nint Length)> Mapped(IEnumerable<string> map, string file) =>
        map.Select(line => PartOf(line, file)).OfType<(nint, nint)>();

    /// <summary>Those in which nobody has written: what was written would be lost.</summary>
    /// <param name="map">What <c>/proc/self/smaps</c> says: the same, and lines of a part's figures behind its own.</param>
    /// <param name="file">The file's path.</param>
    internal static IEnumerable<(nint Start, nint Length)> Unwritten(IEnumerable<string> map, string file)
    {
        (nint, nint)? part = null;
        foreach (var line in map)
        {
            if (line is [>= 'A' and <= 'Z', ..])
            {
                if (part is { } known && line.AsSpan().StartsWith("Anonymous:") && line.AsSpan()[10..].Trim() is "0 kB")
                {
                    yield return known;
                }
            }
            else
            {
                part = PartOf(line, file);
            }
        }
    }

    private static HashSet<(nint Start, nint Length)> Read(string map, Func<IEnumerable<string>, string, IEnumerable<(nint, nint)>> read)
    {
        try
        {
            return OperatingSystem.IsLinux() && Environment.ProcessPath is { } executable ? [.. read(File.ReadLines(map), executable)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It stays mapped, which costs memory and nothing else.
            return [];
        }
    }

    private static (nint Start, nint Length)? PartOf(string line, string file) =>
        line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries) is [var range, [_, '-', ..], _, _, _, var path] && path == file ? Range(range) : null;

    private static (nint Start, nint Length)? Range(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && nint.TryParse(text.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var start)
            && nint.TryParse(text.AsSpan(dash + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var end) && end > start
            ? (start, end - start)
            : null;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
