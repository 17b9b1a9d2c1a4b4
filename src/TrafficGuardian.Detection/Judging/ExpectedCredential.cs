namespace TrafficGuardian.Detection.Judging;

/// <summary>A credential that may go to certain hosts.</summary>
/// <param name="Pattern"><c>pattern</c> or <c>pattern/rule</c>, as findings name it; null where <paramref name="Value"/> says which.</param>
/// <param name="Value">The credential itself (UTF-8), held in memory only; null where <paramref name="Pattern"/> says which.</param>
/// <param name="Hosts">Host patterns: <c>api.example.com</c>, <c>*.example.com</c>.</param>
public sealed record ExpectedCredential(string? Pattern, ReadOnlyMemory<byte>? Value, IReadOnlyList<string> Hosts)
{
    /// <summary>Names the pattern and hosts, never the value.</summary>
    public override string ToString() => $"{Pattern ?? "value"} at {string.Join(", ", Hosts)}";
}
