using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace TrafficGuardian.Cli;

/// <summary>Prints the version of this assembly, whoever hosts it.</summary>
internal sealed class VersionAction(CliContext context) : SynchronousCommandLineAction
{
    public static string Version { get; } =
        typeof(VersionAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        context.Out.WriteLine(Version);
        return ExitCodes.Done;
    }
}
