namespace TrafficGuardian.Proxy.Tests;

internal static class Placeholder;
