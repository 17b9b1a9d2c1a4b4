namespace TrafficGuardian.Monitor.Trust;

/// <summary>Which file of a CA is meant.</summary>
public enum AuthorityPart
{
    Certificate,
    PrivateKey,
}
