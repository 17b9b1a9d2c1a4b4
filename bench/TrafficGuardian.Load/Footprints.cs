namespace TrafficGuardian.Load;

/// <summary>How footprints are taken.</summary>
internal static class Footprints
{
    /// <summary>How long a contender rests before its resident memory is read: the monitor gives back what its start took after two seconds.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(4);
}
