namespace TrafficGuardian.Detection.Tests;

internal static class Placeholder;
