namespace TrafficGuardian.Detection.Decoding;

/// <summary>What stands in the place of a piece of a command.</summary>
internal enum ShellPieceKind
{
    /// <summary>A part of the piece, perhaps nothing.</summary>
    Text,

    /// <summary>One byte.</summary>
    Byte,

    /// <summary>The inside of <c>$'…'</c>, its escapes undone.</summary>
    Escaped,

    /// <summary>A brace list, with spaces for its commas.</summary>
    List,

    /// <summary>The value of a variable that was assigned before.</summary>
    Value,

    /// <summary>The rest of a path that a wildcard stands for.</summary>
    Path,
}
