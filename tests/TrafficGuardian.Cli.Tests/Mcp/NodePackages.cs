using System.Diagnostics;

namespace TrafficGuardian.Cli.Tests.Mcp;

/// <summary>Clients that nobody here wrote, from npm's registry: installed once a run, into a folder that goes with it.</summary>
public sealed class NodePackages : IAsyncLifetime
{
    private const string Sdk = "@modelcontextprotocol/sdk@1.32.2";
    private const string InspectorPackage = "@modelcontextprotocol/inspector@2.12.0";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly string _folder = Directory.CreateTempSubdirectory("tg-npm-").FullName;
    private string? _missing;

    public string Folder => _missing is null ? _folder : throw new InvalidOperationException(_missing);

    /// <summary>The inspector's launcher.</summary>
    public string Inspector => Path.Combine(Folder, "node_modules", "@modelcontextprotocol", "inspector", "clients", "launcher", "build", "index.js");

    /// <summary>Skips the test, with a word, where there are no packages.</summary>
    public void Need() => Assert.SkipUnless(_missing is null, _missing ?? "");

    public async ValueTask InitializeAsync()
    {
        _missing = !Tools.Has("node") || !Tools.Has("npm") ? "node or npm is not installed here." : await InstallAsync();
        if (_missing is null)
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Mcp", "client.mjs"), Path.Combine(_folder, "client.mjs"));
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>npm keeps a cache of its own, so a second run downloads nothing.</summary>
    private async Task<string?> InstallAsync()
    {
        var info = new ProcessStartInfo(
            "npm",
            ["install", "--prefix", _folder, "--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--prefer-offline", "--fetch-retries=0", Sdk, InspectorPackage])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        using var npm = Process.Start(info)!;
        var output = npm.StandardOutput.ReadToEndAsync();
        var error = npm.StandardError.ReadToEndAsync();
        try
        {
            await npm.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            npm.Kill(entireProcessTree: true);
            return "npm did not install the MCP clients in time.";
        }

        await output;
        return npm.ExitCode == 0 ? null : $"npm could not install the MCP clients: {(await error).Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal))}";
    }
}
