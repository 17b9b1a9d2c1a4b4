namespace TrafficGuardian.Detection.Sequences;

/// <summary>A file that a session made.</summary>
/// <param name="Name">What stands for its name.</param>
/// <param name="Origin">Where its content comes from.</param>
internal readonly record struct SavedFile(ulong Name, FileOrigin Origin)
{
    /// <summary>Whether it lies where things lie that nobody keeps.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>Whether a listing does not show it.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Whether it came over a connection that anybody may change, or from where anybody may drop things.</summary>
    public bool IsUnsafe { get; init; }

    /// <summary>Whether what was written goes out to fetch or to connect.</summary>
    public bool Reaches { get; init; }

    /// <summary>Whether the session itself made it a program.</summary>
    public bool IsProgram { get; init; }

    /// <summary>The call that made it.</summary>
    public long Call { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>How it is shown, redacted.</summary>
    public required string Shown { get; init; }
}
