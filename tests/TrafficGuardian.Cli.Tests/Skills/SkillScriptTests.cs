using System.Diagnostics;

namespace TrafficGuardian.Cli.Tests.Skills;

/// <summary>The scripts as texts: they parse, are executable, quote what they expand, and write where they name it.</summary>
public sealed class SkillScriptTests
{
    // Each of these writes; what follows the two dashes is never taken for an option.
    private static readonly string[] Writers = ["rm", "rmdir", "mkdir", "ln", "cp", "mv", "chmod", "touch", "tee", "install"];

    public static TheoryData<string> Platforms => [.. SkillFolder.Platforms];

    [Theory]
    [MemberData(nameof(Platforms))]
    public void Scripts_parse_are_executable_and_stop_at_the_first_fault(string platform)
    {
        var skill = new SkillFolder(platform);
        Assert.All(skill.ShellFiles, file => Assert.Equal((file, 0), (file, Run("sh", "-n", Path.Combine(skill.Path, file)))));
        Assert.All(skill.RunFiles, file =>
        {
            Assert.True(File.GetUnixFileMode(Path.Combine(skill.Path, file)).HasFlag(UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute), file);
            Assert.StartsWith("#!/bin/sh\n# ", skill.Read(file), StringComparison.Ordinal);
            Assert.Contains("\nset -eu\n", skill.Read(file), StringComparison.Ordinal);
            Assert.Contains($"\n# Usage: {file}", skill.Read(file), StringComparison.Ordinal);
        });
        Assert.DoesNotMatch(@"\[\[|\blocal\b|\bfunction\b|<<<|\bsource\b|&>", string.Concat(skill.ShellFiles.Select(skill.Read)));
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public void Scripts_quote_every_variable(string platform)
    {
        var skill = new SkillFolder(platform);
        Assert.Empty(skill.ShellFiles.SelectMany(file => ShellText.Unquoted(skill.Read(file)).Select(place => $"{file}: {place}")));
    }

    [Theory]
    [InlineData("rm -- $home", 1)]
    [InlineData("rm -- \"$home\"", 0)]
    [InlineData("home=$(pwd)", 0)]
    [InlineData("case $1 in", 0)]
    [InlineData("say \"$(basename $1)\"", 1)]
    [InlineData("say 'costs $5' # and $6", 0)]
    public void The_check_of_quotes_finds_what_it_is_for(string line, int hits) => Assert.Equal(hits, ShellText.Unquoted(line).Count);

    [Theory]
    [MemberData(nameof(Platforms))]
    public void Scripts_write_nowhere_but_where_a_quoted_name_says(string platform)
    {
        var skill = new SkillFolder(platform);
        var lines =
            from file in skill.ShellFiles
            from line in skill.Read(file).Split('\n')
            let words = line.TrimStart().TrimStart('(').Split(' ')
            where Array.Exists(Writers, writer => words.Contains(writer)) && !line.TrimStart().StartsWith('#') && !line.Contains("say \"", StringComparison.Ordinal)
            select (file, line);
        var redirections =
            from file in skill.ShellFiles
            from line in skill.Read(file).Split('\n')
            where !line.TrimStart().StartsWith('#')
            from target in ShellText.Redirections(line)
            where target is not ("/dev/null" or "&2" or "&1") && !target.StartsWith("\"$scratch/", StringComparison.Ordinal) && !target.StartsWith("\"$home/config.json\"", StringComparison.Ordinal)
            select (file, line);

        Assert.NotEmpty(lines);
        Assert.All(lines, static at => Assert.Contains(" -- \"$", at.line, StringComparison.Ordinal));
        Assert.Empty(redirections);
    }

    [Fact]
    public void What_packages_share_is_the_same_in_each()
    {
        var first = new SkillFolder("picoclaw");
        foreach (var other in SkillFolder.Platforms.Where(static platform => platform != "picoclaw").Select(static platform => new SkillFolder(platform)))
        {
            Assert.Equal($"platform={other.Platform}", other.Read("lib/platform.sh").TrimEnd().Split('\n')[^1]);
            Assert.All(["lib/guardian.sh", "lib/state.sh", "lib/verify.sh"], file => Assert.Equal(first.Read(file), other.Read(file)));
            if (other.Platform != "nanoclaw")
            {
                Assert.Equal(first.ShellFiles, other.ShellFiles);
                Assert.Equal(first.Read("test/self-check.sh"), other.Read("test/self-check.sh"));
            }

            foreach (var file in other.RunFiles.Where(file => file.StartsWith(other.Scripts, StringComparison.Ordinal)))
            {
                var counterpart = $"scripts/{Path.GetFileName(file)}";
                if (first.Files.Contains(counterpart))
                {
                    Assert.Equal(first.Read(counterpart), other.Read(file).Replace($"Usage: {other.Scripts}/", "Usage: scripts/", StringComparison.Ordinal));
                }
            }
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
