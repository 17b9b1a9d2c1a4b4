namespace TrafficGuardian.Proxy;

/// <summary>What is to be done with a name that an upstream proxy, and not we, will resolve.</summary>
public enum NameVerdict
{
    /// <summary>The client may have it.</summary>
    Allowed,

    /// <summary>The client may not have it, wherever it leads.</summary>
    Refused,

    /// <summary>It depends on where it leads: it is looked up here too, and each address is asked about.</summary>
    LookUp,
}
