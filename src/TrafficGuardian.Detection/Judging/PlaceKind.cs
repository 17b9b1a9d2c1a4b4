namespace TrafficGuardian.Detection.Judging;

/// <summary>Which part of a message something stands in.</summary>
internal enum PlaceKind
{
    /// <summary>The destination's host name.</summary>
    Host,

    /// <summary>The request target, its query included.</summary>
    Target,

    /// <summary>A header or trailer line.</summary>
    Header,

    /// <summary>The body.</summary>
    Body,
}
