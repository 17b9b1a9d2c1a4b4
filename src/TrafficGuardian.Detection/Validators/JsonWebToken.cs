using System.Buffers;
using System.Buffers.Text;

namespace TrafficGuardian.Detection.Validators;

/// <summary>
/// Tells signed tokens (RFC 7519) from other text in that form: the first part is a JSON object that names an algorithm
/// or a type, the second an object too. Tokens made for every visitor of a site are no secrets.
/// </summary>
internal static class JsonWebToken
{
    private const int LongestPart = 4096;

    public static bool Is(ReadOnlySpan<byte> value)
    {
        var dot = value.IndexOf((byte)'.');
        if (dot < 0)
            return false;
        var rest = value[(dot + 1)..];
        var second = rest.IndexOf((byte)'.');
        var buffer = ArrayPool<byte>.Shared.Rent(LongestPart);
        var header = Decode(value[..dot], buffer).Trim(" \r\n\t"u8);
        var isHeader = header.Length > 2 && header[0] == (byte)'{' && header[^1] == (byte)'}'
            && (header.IndexOf("\"alg\""u8) >= 0 || header.IndexOf("\"typ\""u8) >= 0);
        var payload = second < 0 ? rest : rest[..second];
        // Its end may be cut off.
        var claims = isHeader ? Decode(payload[..(payload.Length / 4 * 4)], buffer) : default;
        var isToken = claims.Length > 1 && claims.TrimStart(" \r\n\t"u8)[0] == (byte)'{' && claims.IndexOf("\"role\":\"anon\""u8) < 0;
        buffer.AsSpan().Clear();
        ArrayPool<byte>.Shared.Return(buffer);
        return isToken;
    }

    private static ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> part, byte[] buffer)
    {
        if (part.Length > LongestPart)
            part = part[..LongestPart];
        if (part.Length % 4 == 1)
            part = part[..^1];
        return Base64Url.DecodeFromUtf8(part, buffer, out _, out var written) is OperationStatus.Done or OperationStatus.NeedMoreData
            ? buffer.AsSpan(0, written)
            : default;
    }
}
