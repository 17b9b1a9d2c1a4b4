using System.Globalization;
using System.Runtime.InteropServices;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// Lets go of the code and the tables that only the start needed: pages of the executable that are mapped, not copied, and come back from the page cache
/// when they are used again. The kernel maps sixteen for each that is touched, which makes them the greatest part of what a resting
/// monitor holds. Linux only.
/// </summary>
internal static partial class StartCode
{
    private const int DontNeed = 4;
    private const string Map = "/proc/self/smaps";

    /// <summary>Finds the parts that can be let go of. They stay where they are as long as the process lives.</summary>
    public static IReadOnlyList<(nint Start, nint Length)> Find()
    {
        if (!OperatingSystem.IsLinux() || Environment.ProcessPath is not { } executable)
        {
            return [];
        }

        try
        {
            return Unwritten(File.ReadLines(Map), executable);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It stays mapped, which costs memory and nothing else.
            return [];
        }
    }

    public static void Release(IReadOnlyList<(nint Start, nint Length)> parts)
    {
        foreach (var (start, length) in parts)
        {
            _ = Advise(start, (nuint)length, DontNeed);
        }
    }

    /// <summary>
    /// The parts of a file that are mapped to be executed or read, and in which nobody has written: what was written would be lost.
    /// </summary>
    /// <param name="map">What <c>/proc/self/smaps</c> says (proc(5)): a line for each part, and lines of its figures behind it.</param>
    /// <param name="file">The file's path.</param>
    internal static IReadOnlyList<(nint Start, nint Length)> Unwritten(IEnumerable<string> map, string file)
    {
        var found = new List<(nint, nint)>();
        (nint Start, nint End)? part = null;
        foreach (var line in map)
        {
            var words = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            if (words is [var range, { Length: 4 } rights, _, _, _, ..])
            {
                part = rights[1] == '-' && words.Length == 6 && words[5] == file ? Range(range) : null;
            }
            else if (part is { } known && words is ["Anonymous:", "0", ..])
            {
                found.Add((known.Start, known.End - known.Start));
            }
        }

        return found;
    }

    private static (nint, nint)? Range(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && nint.TryParse(text.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var start)
            && nint.TryParse(text.AsSpan(dash + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var end) && end > start
            ? (start, end)
            : null;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
