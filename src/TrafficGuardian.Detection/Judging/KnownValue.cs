namespace TrafficGuardian.Detection.Judging;

/// <summary>A secret known by value, held in memory only.</summary>
/// <param name="Name">What it is called (an environment name, a file's name). Shown in the redaction label.</param>
/// <param name="Value">The value, UTF-8.</param>
public sealed record KnownValue(string Name, ReadOnlyMemory<byte> Value)
{
    /// <summary>The name alone, never the value.</summary>
    public override string ToString() => Name;
}
