using System.Buffers.Binary;
using System.Security.Cryptography;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Redaction;

/// <summary>The wall: the one place where a match becomes a finding.</summary>
internal sealed class Redactor(ReadOnlyMemory<byte> key)
{
    /// <summary>Longest snippet in characters.</summary>
    public const int MaxSnippet = 160;

    /// <summary>The first 128 bits of HMAC-SHA-256 over the value of the match, under the key of this process.</summary>
    public UInt128 Fingerprint(in RawMatch match)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Span, match.Value, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>Makes the finding.</summary>
    public Finding Redact(in RawMatch match, Severity severity, MessageContext context, DateTimeOffset now)
    {
        var info = match.Rule.Info;
        var snippet = info.Pattern.MatchIsSecret
            ? match.Rule.Label
            : System.Text.Encoding.ASCII.GetString(match.Text[..Math.Min(match.Length, MaxSnippet)]);
        return new Finding
        {
            Platform = context.Platform,
            Direction = context.Direction,
            Protocol = context.Protocol,
            ThreatType = info.Pattern.ThreatType,
            Pattern = info.Pattern.Name,
            Severity = severity,
            Source = context.Source,
            Dest = context.Destination,
            Snippet = snippet,
            Timestamp = now,
        };
    }
}
