namespace TrafficGuardian.Cli.Tests;

/// <summary>Programs of this machine that a test may need.</summary>
internal static class Tools
{
    /// <summary>Skips the test where a program is not installed.</summary>
    public static void Need(string program) =>
        Assert.SkipUnless(Has(program), $"{program} is not installed here.");

    public static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));
}
