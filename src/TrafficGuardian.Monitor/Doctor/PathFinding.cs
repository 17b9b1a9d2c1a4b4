namespace TrafficGuardian.Monitor.Doctor;

/// <summary>One thing that keeps traffic from being seen, or that is to be known.</summary>
/// <param name="Path">The path it is about, as <c>kind name</c>; <see cref="Everything"/> where it is about all of them.</param>
/// <param name="State">What it makes of the path; <see cref="PathState.Seen"/> for a notice.</param>
/// <param name="Code">A stable name of the cause.</param>
/// <param name="Cause">Why, in words.</param>
/// <param name="Remedy">What to do, in words.</param>
public sealed record PathFinding(string Path, PathState State, string Code, string Cause, string Remedy)
{
    public const string Everything = "all traffic";

    /// <summary>A thing to know that makes nothing go round.</summary>
    public static PathFinding Notice(string path, string code, string cause, string remedy) => new(path, PathState.Seen, code, cause, remedy);
}
