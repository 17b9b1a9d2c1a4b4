namespace TrafficGuardian.Detection.Decoding;

/// <summary>What stands before an escape, as far as its meaning depends on it.</summary>
/// <param name="Previous">The last byte of the decoded text; 0 where there is none.</param>
/// <param name="IsInTags">Whether it is a tag character.</param>
/// <param name="IsQuotedPrintable">Whether an escape of quoted-printable stands near.</param>
internal readonly record struct EscapeContext(byte Previous, bool IsInTags = false, bool IsQuotedPrintable = false);
