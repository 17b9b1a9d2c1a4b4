using System.Net;

namespace TrafficGuardian.Monitor.Trust;

/// <summary>One half of name constraints (RFC 5280 section 4.2.1.10): the names that are permitted, or those that are excluded.</summary>
public sealed record NameSubtrees
{
    /// <summary>Nothing is named.</summary>
    public static NameSubtrees None { get; } = new();

    /// <summary>DNS names in lower case; each means itself and what is below it, with a leading dot only what is below, and empty every name.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>Addresses and masks, both in network order and of one length: 4 or 16 bytes.</summary>
    public IReadOnlyList<(byte[] Address, byte[] Mask)> AddressRanges { get; init; } = [];

    /// <summary>Whether subjects' distinguished names are named.</summary>
    public bool NamesSubjects { get; init; }

    /// <summary>The address ranges as people write them: <c>10.0.0.0/8</c>, or address and mask where that is no prefix.</summary>
    public IEnumerable<string> AddressTexts => AddressRanges.Select(range => Text(range.Address, range.Mask));

    internal bool Holds(string dnsName) => DnsNames.Any(constraint => Holds(constraint, dnsName));

    internal bool Holds(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return AddressRanges.Any(range => range.Address.Length == bytes.Length
            && bytes.Select((b, i) => (b ^ range.Address[i]) & range.Mask[i]).All(difference => difference == 0));
    }

    /// <summary>Whether names below a domain are named that the domain itself is not: it is only partly in.</summary>
    internal bool HoldsBelow(string domain) => DnsNames.Any(constraint => constraint.EndsWith("." + domain, StringComparison.Ordinal));

    private static bool Holds(string constraint, string name) => constraint.Length == 0
        || (constraint[0] == '.'
            ? name.Length > constraint.Length && name.EndsWith(constraint, StringComparison.Ordinal)
            : name == constraint || name.EndsWith("." + constraint, StringComparison.Ordinal));

    private static string Text(byte[] address, byte[] mask)
    {
        var bits = mask.Sum(b => int.PopCount(b));
        var isPrefix = mask.Select((b, i) => b == (byte)(0xff00 >> Math.Clamp(bits - (8 * i), 0, 8))).All(same => same);
        return $"{new IPAddress(address)}/{(isPrefix ? $"{bits}" : $"{new IPAddress(mask)}")}";
    }
}
