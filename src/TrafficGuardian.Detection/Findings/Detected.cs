namespace TrafficGuardian.Detection.Findings;

/// <summary>A finding with what is needed to tell it from a repeat of itself.</summary>
/// <param name="Finding">The redacted finding.</param>
/// <param name="Rule">The rule inside the pattern, such as <c>anthropic</c>.</param>
/// <param name="Fingerprint">
/// The first 128 bits of HMAC-SHA-256 over the match with a key that lives in this process only:
/// equal for equal matches, useless to anybody else. Never written, never answered.
/// </param>
public sealed record Detected(Finding Finding, string Rule, UInt128 Fingerprint)
{
    /// <summary>
    /// What the match was wrapped in, outermost first, such as <c>percent &gt; base64</c>; empty where it stood as it is.
    /// Names of encodings only. Not written to the log, whose fields are fixed.
    /// </summary>
    public string Wrapping { get; init; } = "";
}
