namespace TrafficGuardian.Detection.Decoding;

/// <summary>How the numbers of a list are written.</summary>
internal enum NumberStyle
{
    None,

    /// <summary><c>115</c>.</summary>
    Decimal,

    /// <summary><c>73</c>: two hexadecimal digits.</summary>
    Pairs,

    /// <summary><c>0x73</c>.</summary>
    Prefixed,
}
