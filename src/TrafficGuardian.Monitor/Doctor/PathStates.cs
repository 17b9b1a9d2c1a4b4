namespace TrafficGuardian.Monitor.Doctor;

/// <summary>How a state is written.</summary>
public static class PathStates
{
    /// <summary>For programs: <c>seen</c>, <c>seen_without_content</c>, <c>going_round</c>.</summary>
    public static string Name(this PathState state) => state switch
    {
        PathState.Seen => "seen",
        PathState.SeenWithoutContent => "seen_without_content",
        PathState.GoingRound => "going_round",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    /// <summary>For people: the same with spaces.</summary>
    public static string Words(this PathState state) => state.Name().Replace('_', ' ');
}
