using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;

namespace TrafficGuardian.Cli.Tests.Skills;

/// <summary><c>eng/pack</c>, with a stand-in for the published executable: publishing takes too long here.</summary>
public sealed class PackTests : IDisposable
{
    private readonly TestHome _home = new();
    private readonly string _checkout;
    private readonly string _key;
    private readonly string _executable;

    public PackTests()
    {
        Tools.Need("openssl");
        Tools.Need("bash");
        _checkout = In("checkout");
        foreach (var file in (string[])["Directory.Build.props", "LICENSE", "eng/pack"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_checkout, file))!);
            File.Copy(Path.Combine(SkillFolder.Root, file), Path.Combine(_checkout, file));
        }

        InstalledSkill.Copy(Path.Combine(SkillFolder.Root, "skills"), Path.Combine(_checkout, "skills"));
        _executable = In("published");
        InstalledSkill.StandIn(_executable);
        _key = In("key.pem");
        Run("openssl", "genpkey", "-algorithm", "ed25519", "-out", _key);
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes_whatever_the_surroundings()
    {
        var first = Pack("first");
        foreach (var file in Directory.EnumerateFiles(_checkout, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddYears(40));
            File.SetUnixFileMode(file, File.GetUnixFileMode(file) & ~(UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute));
        }

        _home.Set("TZ", "Asia/Tokyo");
        _home.Set("LC_ALL", "C.UTF-8");
        var second = Pack("second");

        Assert.Equal(3 * SkillFolder.Platforms.Length + 1, first.Count);
        Assert.Equal(first.Keys, second.Keys);
        Assert.All(first, file => Assert.Equal(file.Value, second[file.Key]));
    }

    [Fact]
    public void The_checksums_are_those_of_the_files_and_of_the_archive_and_are_signed()
    {
        var packed = Pack("out", "hermes-traffic-guardian");
        var name = $"hermes-traffic-guardian-{SkillFolder.Version}-linux-x64";
        var checksums = JsonDocument.Parse(packed[$"{name}.checksums.json"]).RootElement;
        var folder = Unpack("out", "hermes");
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file)).Where(static file => !file.StartsWith("checksums.", StringComparison.Ordinal));

        Assert.Equal(files.Order(StringComparer.Ordinal), checksums.GetProperty("files").EnumerateObject().Select(static file => file.Name));
        Assert.All(checksums.GetProperty("files").EnumerateObject(), file =>
            Assert.Equal(Digest(File.ReadAllBytes(Path.Combine(folder, file.Name))), file.Value.GetProperty("sha256").GetString()));
        Assert.Equal(Digest(packed[$"{name}.tar.gz"]), checksums.GetProperty("archive").GetProperty("sha256").GetString());
        Assert.Contains("bin/traffic-guardian", files);
        Assert.Contains("LICENSE", files);
        var signature = In("signature");
        File.WriteAllBytes(signature, Convert.FromBase64String(System.Text.Encoding.ASCII.GetString(packed[$"{name}.checksums.sig"])));
        Assert.Equal(64, new FileInfo(signature).Length);
        Run("openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", In("out/signing-public.pem"), "-sigfile", signature, "-in", In($"out/{name}.checksums.json"));
        Assert.All(packed.Values, bytes => Assert.DoesNotContain("PRIVATE KEY", System.Text.Encoding.Latin1.GetString(bytes), StringComparison.Ordinal));
    }

    [Fact]
    public void An_unpacked_archive_is_verified_and_works_with_no_more_than_a_plain_system()
    {
        Pack("out");
        foreach (var platform in SkillFolder.Platforms)
        {
            var folder = Unpack("out", platform);
            var scripts = platform == "nanoclaw" ? "host-services" : "scripts";
            var (code, output) = Bare(Path.Combine(folder, scripts, "verify.sh"), In("out/signing-public.pem"));
            Assert.Equal((0, "The files are as they were packed.\nThe signature is by this key.\n"), (code, output));
            (code, output) = Bare(Path.Combine(folder, "test", "self-check.sh"));
            Assert.True(code == 0, output);
            Assert.Equal(0, Bare(Path.Combine(folder, scripts, "verify.sh")).Code);
        }
    }

    [Fact]
    public void What_was_changed_after_packing_is_refused()
    {
        Pack("out", "picoclaw-traffic-guardian");
        Run("sh", "-c", $"openssl genpkey -algorithm ed25519 | openssl pkey -pubout -out '{In("other.pem")}'");
        var changes = new Dictionary<string, Action<string>>
        {
            ["changed"] = static folder => File.AppendAllText(Path.Combine(folder, "scripts", "start.sh"), "\n"),
            ["missing"] = static folder => File.Delete(Path.Combine(folder, "lib", "state.sh")),
            ["added"] = static folder => File.WriteAllText(Path.Combine(folder, "scripts", "extra.sh"), ""),
            ["linked"] = static folder => File.CreateSymbolicLink(Path.Combine(folder, "extra"), "/etc/hostname"),
            ["emptied"] = static folder => File.WriteAllText(Path.Combine(folder, "checksums.json"), "{}"),
            ["key"] = static _ => { },
        };
        foreach (var (name, change) in changes)
        {
            var folder = Unpack("out", "picoclaw", name);
            change(folder);
            var (code, output) = Bare(Path.Combine(folder, "scripts", "verify.sh"), In(name == "key" ? "other.pem" : "out/signing-public.pem"));
            Assert.True(code == 1, $"{name}: {code}\n{output}");
        }
    }

    [Fact]
    public void Nothing_is_packed_that_the_list_doesn_t_name_or_that_isn_t_there()
    {
        var skill = Path.Combine(_checkout, "skills", "picoclaw-traffic-guardian");
        File.WriteAllText(Path.Combine(skill, "scripts", "start.sh~"), "");
        Refused(1, "scripts/start.sh~ is not listed");
        File.Move(Path.Combine(skill, "scripts", "start.sh~"), In("aside"));
        File.CreateSymbolicLink(Path.Combine(skill, "lib", "more.sh"), "/etc/hostname");
        Refused(1, "lib/more.sh is not listed");
        File.Delete(Path.Combine(skill, "lib", "more.sh"));
        File.Move(Path.Combine(skill, "scripts", "stop.sh"), In("aside2"));
        Refused(1, "lists scripts/stop.sh");
    }

    [Fact]
    public void Another_version_or_another_kind_of_key_is_refused()
    {
        Run("openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", In("ec.pem"));
        Assert.Equal(2, Try([.. Command("out", "picoclaw-traffic-guardian").Select(word => word == _key ? In("ec.pem") : word)]).Code);
        File.WriteAllText(In("old"), "#!/bin/sh\necho 0.0.9\n");
        File.SetUnixFileMode(In("old"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal(1, Try([.. Command("out", "picoclaw-traffic-guardian").Select(word => word == _executable ? In("old") : word)]).Code);
        var manifest = Path.Combine(_checkout, "skills", "picoclaw-traffic-guardian", "skill.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace($"\"version\": \"{SkillFolder.Version}\"", "\"version\": \"9.9.9\"", StringComparison.Ordinal));
        Refused(1, "another version than the project's");
        Assert.False(Directory.Exists(In("out")) && Directory.EnumerateFiles(In("out"), "*.tar.gz").Any());
    }

    public void Dispose() => _home.Dispose();

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private string In(string name) => Path.Combine(_home.Folder, name);

    private string[] Command(string output, params string[] skills) =>
        [Path.Combine(_checkout, "eng", "pack"), "--key", _key, "--output", In(output), "--executable", _executable, .. skills];

    private SortedDictionary<string, byte[]> Pack(string output, params string[] skills)
    {
        Run(Command(output, skills));
        return new(Directory.EnumerateFiles(In(output)).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes), StringComparer.Ordinal);
    }

    private void Refused(int code, string reason)
    {
        var (ended, output) = Try(Command("out", "picoclaw-traffic-guardian"));
        Assert.Equal(code, ended);
        Assert.Contains(reason, output, StringComparison.Ordinal);
    }

    private string Unpack(string output, string platform, string into = "unpacked")
    {
        Directory.CreateDirectory(In(into));
        Run("tar", "-xzf", In($"{output}/{platform}-traffic-guardian-{SkillFolder.Version}-linux-x64.tar.gz"), "-C", In(into));
        return Path.Combine(In(into), $"{platform}-traffic-guardian");
    }

    /// <summary>Runs a script with a plain PATH and a home, and no other variable but what the stand-in needs.</summary>
    private (int Code, string Output) Bare(string script, params string[] arguments) =>
        Try(["env", "-i", "PATH=/usr/bin:/bin", $"HOME={_home.Folder}", $"DOTNET_ROOT={Environment.GetEnvironmentVariable("DOTNET_ROOT")}", script, .. arguments]);

    private void Run(params string[] command)
    {
        var (code, output) = Try(command);
        Assert.True(code == 0, $"{string.Join(' ', command)}: {code}\n{output}");
    }

    private (int Code, string Output) Try(params string[] command)
    {
        var info = new ProcessStartInfo("sh", ["-c", "exec \"$@\" 2>&1 </dev/null", "sh", .. command]) { RedirectStandardOutput = true, UseShellExecute = false };
        _home.Apply(info.Environment);
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
