using System.Buffers;
using System.Text;

namespace TrafficGuardian.Detection.Validators;

/// <summary>
/// Looks at the name that a value is announced by. Public keys, cache and page keys, digests and the identifiers of secrets
/// are named much like secrets; keys in the code that a site sends to every browser are no secrets.
/// </summary>
internal static class SecretName
{
    private static readonly SearchValues<byte> FieldEnds = SearchValues.Create(",;{}\r\n&"u8);

    private const int MaxChars = 160;

    private static readonly SearchValues<string> Harmless = SearchValues.Create(
        [
            "public", "pubkey", "publishable", "csrf", "xsrf", "cache", "partition", "primary", "foreign", "sort", "idempot", "cursor", "next",
            "continu", "page", "hash", "checksum", "sha1", "sha2", "sha5", "md5", "digest", "integrity", "version", "commit", "revision", "srcrev",
            "credentialid", "credentialsid", "accessor", "access_id", "accessid", "secret_name", "secretname", "secretsid", "secretid", "secret_id",
            "keyword", "keystore", "keyframe", "key_name", "keyname", "key_id", "keyid", "key_vault", "keyvault", "key_len", "keysize", "key_size", "keychars",
            "keytab", "keyfile", "key_file", "tokenfile", "token_file", "tokeniz", "token_type", "tokentype", "token_count", "token_url", "token_uri",
            "ssh-rsa", "ssh-ed", "fingerprint", "thumbprint", "etag", "bucket", "object", "schema", "row", "sequence", "event", "session_key", "user_key",
            "bip32", "xpub", "authority", "author_", "client_id", "clientid", "tenant", "account_id", "image", "file", "path", "_url",
            "_uri", "license_md", "sitekey", "site_key", "react", "translation", "i18n", "storage_key", "storagekey", "react_key", "map_key", "sortkey",
            "thought", "reasoning", "encrypted", "signature", "tool_call", "sdk", "grant_type", "call_id", "response_id", "request_id", "prompt_cache", "safety",
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <param name="match">What stands before a name in its field, the name, what parts it from its value, and the value.</param>
    public static bool Announces(ReadOnlySpan<byte> match)
    {
        var name = NameOf(match);
        Span<char> chars = stackalloc char[MaxChars];
        var tail = name[^Math.Min(name.Length, MaxChars)..];
        Encoding.Latin1.GetChars(tail, chars);
        return !chars[..tail.Length].ContainsAny(Harmless) && !IsMinified(name);
    }

    // Up to the last run of characters that a value can have, from where the field begins.
    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> match)
    {
        var end = match.Length;
        while (end > 0 && !IsValuePart(match[end - 1]))
            end--;
        while (end > 0 && IsValuePart(match[end - 1]))
            end--;
        var name = match[..end];
        return name[(name.LastIndexOfAny(FieldEnds) + 1)..];
    }

    // apiKey:"…" without a blank or a quote before the colon: what tools make of code that browsers get.
    private static bool IsMinified(ReadOnlySpan<byte> name) =>
        name.Length > 2 && name.EndsWith(":\""u8) && char.IsAsciiLetter((char)name[^3]);

    private static bool IsValuePart(byte b) =>
        char.IsAsciiLetterOrDigit((char)b) || b is (byte)'_' or (byte)'-' or (byte)'+' or (byte)'/' or (byte)'.' or (byte)'~';
}
