namespace TrafficGuardian.Cli.Tests;

internal static class Placeholder;
