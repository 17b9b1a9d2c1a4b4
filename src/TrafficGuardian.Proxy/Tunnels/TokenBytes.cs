using System.Buffers;

namespace TrafficGuardian.Proxy.Tunnels;

/// <summary>The bytes that a token is made of (RFC 9110 section 5.6.2).</summary>
internal static class TokenBytes
{
    public static readonly SearchValues<byte> All = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);
}
