namespace TrafficGuardian.Monitor.Platforms;

/// <summary>The files by which one process trusts the CA. All absolute.</summary>
/// <param name="Certificate">The CA's certificate alone, PEM.</param>
/// <param name="Bundle">System roots, the CA files that the environment named already, and the CA, PEM.</param>
/// <param name="JavaStore">The same certificates as the bundle's, PKCS#12, as Java reads it.</param>
public sealed record TrustFiles(string Certificate, string Bundle, string JavaStore);
