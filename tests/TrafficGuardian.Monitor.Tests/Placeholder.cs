namespace TrafficGuardian.Monitor.Tests;

internal static class Placeholder;
