using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Log;
using TrafficGuardian.Monitor.Tests.Inspection;

namespace TrafficGuardian.Monitor.Tests.Log;

/// <summary>A folder with a finding log in it.</summary>
internal sealed class LogFolder : IDisposable
{
    private readonly TempFolder _temp = new();

    public string Path => _temp.File("findings");

    public string Newest => System.IO.Path.Join(Path, "findings.jsonl");

    public FindingLogReader Reader => new(Path);

    /// <summary>The snippets of all findings, in the order in which they are read.</summary>
    public string[] Snippets => [.. Reader.Read(FindingFilter.All).Select(finding => finding.Snippet)];

    public string[] Names => [.. Directory.EnumerateFiles(Path, "*.jsonl").Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public FindingLog Open(long maxFileBytes = 1_048_576, int maxFiles = 8) => Open(Options(maxFileBytes, maxFiles));

    public FindingLogOptions Options(long maxFileBytes = 1_048_576, int maxFiles = 8) =>
        new() { Folder = Path, MaxFileBytes = maxFileBytes, MaxFiles = maxFiles };

    public FindingLog Open(FindingLogOptions options) => new(options, NullLogger.Instance);

    /// <summary>A finding that is told from others by its snippet.</summary>
    public static Finding Numbered(int number) => MadeFindings.Finding(snippet: $"finding {number:D6}");

    /// <summary>Adds bytes to the newest file as another program would.</summary>
    public void Append(string text)
    {
        using var stream = new FileStream(Newest, FileMode.Append);
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    public void Dispose() => _temp.Dispose();
}
