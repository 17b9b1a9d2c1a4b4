using System.Text.RegularExpressions;

namespace TrafficGuardian.Architecture.Tests;

/// <summary>The rooms of each project, top-down, as ARCHITECTURE.md lists them.</summary>
internal static partial class RoomPlan
{
    /// <summary>Project name to its rooms, the topmost first.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read()
    {
        var plan = new Dictionary<string, IReadOnlyList<string>>();
        var rooms = new List<string>();
        foreach (var line in Repository.ReadAllText("ARCHITECTURE.md").Split('\n'))
        {
            if (ProjectHeading().Match(line) is { Success: true } heading)
            {
                plan[heading.Groups["name"].Value] = rooms = [];
            }
            else if (Room().Match(line) is { Success: true } room)
            {
                rooms.Add(room.Groups["name"].Value);
            }
        }

        return plan;
    }

    [GeneratedRegex(@"^### `src/(?<name>TrafficGuardian\.\w+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ProjectHeading();

    [GeneratedRegex(@"^\d+\. `(?<name>[\w/]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Room();
}
