using System.Buffers;

namespace TrafficGuardian.Detection.Validators;

/// <summary>Which kinds of ASCII characters a value has.</summary>
internal static class CharacterKinds
{
    private static readonly SearchValues<byte> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);
    private static readonly SearchValues<byte> Hex = SearchValues.Create("0123456789abcdefABCDEF"u8);

    public static bool HasLetterAndDigit(ReadOnlySpan<byte> value) =>
        value.ContainsAny(Letters) && value.ContainsAnyInRange((byte)'0', (byte)'9');

    public static bool HasBothCases(ReadOnlySpan<byte> value) =>
        value.ContainsAnyInRange((byte)'a', (byte)'z') && value.ContainsAnyInRange((byte)'A', (byte)'Z');

    public static bool IsHex(ReadOnlySpan<byte> value) => !value.ContainsAnyExcept(Hex);
}
