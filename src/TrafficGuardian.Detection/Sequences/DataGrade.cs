namespace TrafficGuardian.Detection.Sequences;

/// <summary>What a request takes along.</summary>
internal enum DataGrade
{
    /// <summary>It only asks.</summary>
    None,

    /// <summary>Something that stands in it.</summary>
    Inline,

    /// <summary>A file, a variable, or what another command wrote.</summary>
    Carried,
}
