namespace TrafficGuardian.Load;

/// <summary>What one round measured of one contender.</summary>
/// <param name="Many">1 KiB replies over 16 connections.</param>
/// <param name="Single">1 KiB replies over one connection.</param>
/// <param name="Large">8 MiB replies over four connections.</param>
/// <param name="EventP50">Median delay of an event, in microseconds.</param>
internal sealed record Sample(LoadResult Many, LoadResult Single, LoadResult Large, double EventP50);
