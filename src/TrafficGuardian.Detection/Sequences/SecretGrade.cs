namespace TrafficGuardian.Detection.Sequences;

/// <summary>What was read.</summary>
internal enum SecretGrade
{
    /// <summary>Nothing secret.</summary>
    None,

    /// <summary>What developers look at all day: environment files and variables, lists of accounts.</summary>
    Everyday,

    /// <summary>Keys and credentials.</summary>
    Credential,
}
