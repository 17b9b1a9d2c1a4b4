namespace TrafficGuardian.Load;

/// <summary>Resident memory before any load.</summary>
/// <param name="IdleBytes">After <see cref="Footprints.Rest"/>.</param>
/// <param name="ConnectedBytes">With many open connections that have done one request each and rest.</param>
internal sealed record HttpsFootprint(long IdleBytes, long ConnectedBytes);
