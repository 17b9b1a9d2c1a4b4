using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace TrafficGuardian.Monitor.Trust;

/// <summary>What a CA may vouch for (RFC 5280 section 4.2.1.10), as far as it concerns the certificate of a host.</summary>
/// <param name="Permitted">Where a kind of name stands here, names of that kind must be within.</param>
/// <param name="Excluded">What no name may be within, whatever is permitted.</param>
public sealed record NameConstraints(NameSubtrees Permitted, NameSubtrees Excluded)
{
    internal const string Oid = "2.5.29.30";
    private const string AnyLabel = "a-host-that-nobody-has";
    private static readonly Asn1Tag DnsTag = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag SubjectTag = new(TagClass.ContextSpecific, 4, isConstructed: true);
    private static readonly Asn1Tag AddressTag = new(TagClass.ContextSpecific, 7);

    /// <summary>No constraint at all.</summary>
    public static NameConstraints None { get; } = new(NameSubtrees.None, NameSubtrees.None);

    /// <summary>Whether anything is constrained that concerns the certificate of a host.</summary>
    public bool AreAny => this != None && (Concerns(Permitted) || Concerns(Excluded));

    /// <summary>The constraints of a certificate; <see cref="None"/> where it has none.</summary>
    /// <returns>The constraints, or null where they can't be understood and nothing may be vouched for.</returns>
    public static NameConstraints? Of(X509Certificate2 certificate)
    {
        if (certificate.Extensions[Oid] is not { } extension)
        {
            return None;
        }

        try
        {
            var reader = new AsnReader(extension.RawData, AsnEncodingRules.DER);
            var halves = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            var permitted = Subtrees(halves, 0);
            var excluded = Subtrees(halves, 1);
            halves.ThrowIfNotEmpty();
            return permitted is null || excluded is null ? null : new NameConstraints(permitted, excluded);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether a certificate for this host, a name or an address, would be accepted. Our leaf certificates carry a common name
    /// and nothing else as subject: where subjects are constrained none of ours fits, and where DNS names are, OpenSSL holds
    /// that against the common name of a certificate for an address too.
    /// </summary>
    public bool CanVouchFor(string hostOrAddress)
    {
        var host = hostOrAddress.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
        if (host.Length == 0 || Permitted.NamesSubjects || Excluded.NamesSubjects)
        {
            return false;
        }

        return IPAddress.TryParse(host, out var address)
            ? Permitted.DnsNames.Count == 0 && Excluded.DnsNames.Count == 0
                && (Permitted.AddressRanges.Count == 0 || Permitted.Holds(address)) && !Excluded.Holds(address)
            : (Permitted.DnsNames.Count == 0 || Permitted.Holds(host)) && !Excluded.Holds(host);
    }

    /// <summary>Whether every host can be vouched for that a host pattern of the configuration (<c>*.example.com</c>, <c>api.*.example.com</c>, <c>*</c>) means.</summary>
    public bool CanVouchForAll(string pattern)
    {
        var below = pattern.StartsWith('.') ? "*" + pattern : pattern;
        var names = below.Replace("*", AnyLabel, StringComparison.Ordinal);
        var domain = below.Contains('*', StringComparison.Ordinal) ? below[(below.LastIndexOf('*') + 1)..].Trim('.').ToLowerInvariant() : null;
        return CanVouchFor(names)
            && (domain is null || (domain.Length == 0 ? Excluded.DnsNames.Count == 0 : !Excluded.HoldsBelow(domain)));
    }

    private static bool Concerns(NameSubtrees subtrees) =>
        subtrees.NamesSubjects || subtrees.DnsNames.Count > 0 || subtrees.AddressRanges.Count > 0;

    /// <summary>Null where a subtree is of a form that RFC 5280 leaves no meaning for.</summary>
    private static NameSubtrees? Subtrees(AsnReader halves, int half)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, half, isConstructed: true);
        if (!halves.HasData || !halves.PeekTag().HasSameClassAndValue(tag))
        {
            return NameSubtrees.None;
        }

        var (names, ranges, subjects) = (new List<string>(), new List<(byte[] Address, byte[] Mask)>(), false);
        for (var list = halves.ReadSequence(tag); list.HasData;)
        {
            var subtree = list.ReadSequence();
            var kind = subtree.PeekTag();
            if (kind.HasSameClassAndValue(DnsTag))
            {
                names.Add(subtree.ReadCharacterString(UniversalTagNumber.IA5String, DnsTag).ToLowerInvariant());
            }
            else if (kind.HasSameClassAndValue(AddressTag))
            {
                var range = subtree.ReadOctetString(AddressTag);
                if (range.Length is not (8 or 32))
                {
                    return null;
                }

                ranges.Add((range[..(range.Length / 2)], range[(range.Length / 2)..]));
            }
            else
            {
                subjects |= kind.HasSameClassAndValue(SubjectTag);
                subtree.ReadEncodedValue();
            }

            // A minimum other than the default, or any maximum: section 4.2.1.10 forbids both.
            if (subtree.HasData)
            {
                return null;
            }
        }

        return new NameSubtrees { DnsNames = names, AddressRanges = ranges, NamesSubjects = subjects };
    }
}
