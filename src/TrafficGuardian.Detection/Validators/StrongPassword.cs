namespace TrafficGuardian.Detection.Validators;

/// <summary>
/// Tells a password that was made to be strong, with letters of both cases, digits and signs, from the variables, paths, addresses
/// and sentences that are assigned to the same names.
/// </summary>
internal static class StrongPassword
{
    private const int Shortest = 10;

    /// <summary>Whether the last value of an assignment is one.</summary>
    public static bool IsLast(ReadOnlySpan<byte> assignment)
    {
        var value = assignment.TrimEnd("\\ \t\r\n\"'"u8);
        value = value[(value.LastIndexOfAny(" \t\"'"u8) + 1)..];
        // Without a blank before it the value begins behind the sign.
        if (value.IndexOfAny((byte)'=', (byte)':') is >= 0 and var sign && IsName(value[..sign]))
            value = value[(sign + 1)..];
        return value.Length >= Shortest && HasAllKinds(value) && !IsReference(value) && !Placeholder.IsFillIn(value);
    }

    private static bool IsName(ReadOnlySpan<byte> text) =>
        text.EndsWith("password"u8) || text.EndsWith("passwd"u8) || text.EndsWith("pwd"u8) || text.EndsWith("Password"u8) || text.EndsWith("PASSWORD"u8)
        || text.EndsWith("PASSWD"u8) || text.EndsWith("PWD"u8) || text.EndsWith("Pwd"u8);

    private static bool HasAllKinds(ReadOnlySpan<byte> value)
    {
        var (small, large, digits, signs) = (false, false, false, false);
        foreach (var b in value)
        {
            small |= char.IsAsciiLetterLower((char)b);
            large |= char.IsAsciiLetterUpper((char)b);
            digits |= char.IsAsciiDigit((char)b);
            signs |= b is (byte)'!' or (byte)'@' or (byte)'#' or (byte)'$' or (byte)'%' or (byte)'^' or (byte)'&' or (byte)'*' or (byte)'?' or (byte)'+' or (byte)'~';
        }

        return small && large && digits && signs;
    }

    // A variable, an address, a path, a call.
    private static bool IsReference(ReadOnlySpan<byte> value) =>
        value[0] is (byte)'$' or (byte)'%' or (byte)'@' or (byte)'&' or (byte)'*' or (byte)'#' or (byte)'?' or (byte)'/' or (byte)'.'
        || value.IndexOf("//"u8) >= 0 || value.IndexOf("$("u8) >= 0 || value.IndexOf("->"u8) >= 0 || value.IndexOf("::"u8) >= 0 || value.IndexOf((byte)'[') >= 0;
}
