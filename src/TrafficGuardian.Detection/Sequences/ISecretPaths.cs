namespace TrafficGuardian.Detection.Sequences;

/// <summary>Knows the paths of secrets.</summary>
internal interface ISecretPaths
{
    /// <summary>What a text names the path of.</summary>
    SecretGrade GradeOf(ReadOnlySpan<byte> text);
}
