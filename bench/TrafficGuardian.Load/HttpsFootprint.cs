namespace TrafficGuardian.Load;

/// <summary>Resident memory before any load.</summary>
/// <param name="IdleBytes">After a second of rest.</param>
/// <param name="ConnectedBytes">With many open connections that have done one request each and rest.</param>
internal sealed record HttpsFootprint(long IdleBytes, long ConnectedBytes);
