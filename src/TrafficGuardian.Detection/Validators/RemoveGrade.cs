namespace TrafficGuardian.Detection.Validators;

/// <summary>What a remove would cost. Ordered.</summary>
internal enum RemoveGrade
{
    /// <summary>What a build makes again, what is meant to be thrown away, and whatever lies below the current folder.</summary>
    Scratch,

    /// <summary>Below a variable: all of the disk where the variable is empty.</summary>
    Variable,

    /// <summary>An absolute path, or one below the home folder.</summary>
    Path,

    /// <summary>Root, home, all that is here, or a system folder.</summary>
    Root,
}
