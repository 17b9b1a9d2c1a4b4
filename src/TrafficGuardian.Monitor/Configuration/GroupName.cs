namespace TrafficGuardian.Monitor.Configuration;

/// <summary>The names of NanoClaw's groups, which are the names of their folders.</summary>
public static class GroupName
{
    /// <summary>Letters, digits, <c>-</c> and <c>_</c>, 64 at most, a letter or digit first; not <c>global</c>, which is no group's.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= 64 && char.IsAsciiLetterOrDigit(name[0])
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && name != "global";
}
