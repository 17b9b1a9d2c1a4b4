using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace TrafficGuardian.Architecture.Tests;

public sealed partial class ImportDirectionTests
{
    private static readonly Dictionary<string, string[]> AllowedReferences = new()
    {
        ["TrafficGuardian.Detection"] = [],
        ["TrafficGuardian.Proxy"] = [],
        ["TrafficGuardian.Monitor"] = ["TrafficGuardian.Detection", "TrafficGuardian.Proxy"],
        ["TrafficGuardian.Cli"] = ["TrafficGuardian.Monitor"],
    };

    public static TheoryData<string> Projects => [.. AllowedReferences.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_its_promise_allows(string project)
    {
        var file = XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj"));
        var references = file.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!));
        Assert.Equal(AllowedReferences[project], references);
        if (project == "TrafficGuardian.Detection")
        {
            Assert.Empty(file.Descendants("PackageReference"));
            Assert.Empty(file.Descendants("FrameworkReference"));
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_folder_of_a_project_is_a_room_of_the_plan(string project)
    {
        var rooms = RoomPlan.Read()[project];
        var folders = SourceFiles(project).Select(Folder).Where(f => f.Length > 0).Distinct();
        Assert.DoesNotContain(folders, folder => RoomOf(rooms, folder) < 0);
        Assert.All(rooms, room => Assert.Contains(SourceFiles(project), file => Folder(file).StartsWith(room, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_file_imports_from_a_room_above_its_own(string project)
    {
        var rooms = RoomPlan.Read()[project];
        var upward =
            from file in SourceFiles(project)
            let own = RoomOf(rooms, Folder(file))
            where own >= 0
            from import in Imports(project, file)
            let target = RoomOf(rooms, import)
            where target >= 0 && target < own
            select $"{file} (room {rooms[own]}) imports {import}";
        Assert.Empty(upward);
    }

    [Theory]
    [InlineData("TrafficGuardian.Detection", "TrafficGuardian.Proxy")]
    [InlineData("TrafficGuardian.Proxy", "TrafficGuardian.Detection")]
    public void Detection_and_Proxy_never_name_each_other(string project, string other) =>
        Assert.DoesNotContain(SourceFiles(project), file => Repository.ReadAllText(file).Contains(other, StringComparison.Ordinal));

    [Fact]
    public void Detection_opens_no_socket_and_no_file_and_reads_no_clock()
    {
        string[] forbidden = ["System.Net.Sockets", "System.Net.Http", "System.IO.File", "File.Open", "File.Read", "FileStream", "TimeProvider", "Stopwatch", "Environment.TickCount"];
        var hits =
            from file in SourceFiles("TrafficGuardian.Detection")
            let code = CodeOf(Repository.ReadAllText(file))
            from word in forbidden
            where code.Contains(word, StringComparison.Ordinal)
            select $"{file}: {word}";
        Assert.Empty(hits);
    }

    private static IReadOnlyList<string> SourceFiles(string project) => Repository.Files($"src/{project}", ".cs");

    private static string Folder(string file) => string.Join('/', file.Split('/')[2..^1]);

    private static int RoomOf(IReadOnlyList<string> rooms, string folder)
    {
        for (var name = folder; name.Length > 0; name = name.Contains('/') ? name[..name.LastIndexOf('/')] : "")
        {
            for (var i = 0; i < rooms.Count; i++)
            {
                if (rooms[i] == name)
                {
                    return i;
                }
            }
        }

        return -1;
    }

    private static IEnumerable<string> Imports(string project, string file) =>
        Using().Matches(Repository.ReadAllText(file))
            .Select(match => match.Groups["name"].Value)
            .Where(name => name.StartsWith(project + ".", StringComparison.Ordinal))
            .Select(name => name[(project.Length + 1)..].Replace('.', '/'));

    private static string CodeOf(string text) => string.Join('\n', text.Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));

    [GeneratedRegex(@"^using (static )?(?<name>TrafficGuardian[\w.]*);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Using();
}
