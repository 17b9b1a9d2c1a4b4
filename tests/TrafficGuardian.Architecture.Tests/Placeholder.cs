namespace TrafficGuardian.Architecture.Tests;

internal static class Placeholder;
