namespace TrafficGuardian.Detection.Rules;

/// <summary>A rule file's text, read by somebody else: this assembly opens no file.</summary>
/// <param name="Name">What errors call it, usually its path.</param>
/// <param name="Utf8">The file's bytes.</param>
public sealed record RuleSource(string Name, ReadOnlyMemory<byte> Utf8);
