namespace TrafficGuardian.Detection.Validators;

/// <summary>
/// Finds data in the labels of a host name, which a resolver carries out of the network though no connection is ever made:
/// text in hexadecimal or base32, labels that look drawn at random and are too long for names, or too many of them.
/// </summary>
internal static class HostLabels
{
    private const int ShortestText = 16;
    private const int ShortestOfTexts = 12;
    private const int ShortestLabel = 40;
    private const int ShortestPacked = 28;
    private const int LongestNumber = 22;
    private const int ShortestPiece = 6;
    private const int LeastPieces = 5;
    private const int ShortestOfSeveral = 16;
    private const int ShortestTogether = 48;
    private const int LongestLabel = 63;

    // Below these, labels are names that the service made up: of buckets, functions, previews, tenants, caches.
    private static readonly string[] Services =
    [
        "amazonaws.com", "amazonaws.com.cn", "cloudfront.net", "on.aws", "awsapprunner.com", "azureedge.net", "azurefd.net", "azurewebsites.net",
        "azure.com", "azure.net", "windows.net", "core.windows.net", "trafficmanager.net", "googleusercontent.com", "googleapis.com", "gvt1.com",
        "gvt2.com", "run.app", "web.app", "firebaseapp.com", "googlevideo.com", "gstatic.com", "akamaihd.net", "akamaized.net", "akamai.net",
        "edgekey.net", "edgesuite.net", "fastly.net", "fastlylb.net", "cloudflare.com", "cloudflare.net", "r2.dev", "workers.dev", "pages.dev",
        "cloudflarestorage.com", "trycloudflare.com", "vercel.app", "vercel.sh", "netlify.app", "herokuapp.com", "fly.dev", "onrender.com",
        "railway.app", "supabase.co", "ngrok.io", "ngrok.app", "ngrok-free.app", "devtunnels.ms", "github.dev", "githubpreview.dev",
        "gitpod.io", "repl.co", "replit.dev", "stackblitz.io", "webcontainer.io", "csb.app", "lovableproject.com", "hf.space", "elastic-cloud.com",
        "es.io", "found.io", "sentry.io", "mongodb.net", "snowflakecomputing.com", "databricks.com", "azuredatabricks.net", "sharepoint.com",
        "fbcdn.net", "cdninstagram.com", "twimg.com", "licdn.com", "steamcontent.com", "llnwd.net", "edgecastcdn.net", "b-cdn.net", "kxcdn.com",
        "stackpathdns.com", "cdn77.org", "digitaloceanspaces.com", "ondigitalocean.app", "backblazeb2.com", "wasabisys.com", "pstmn.io", "apple.com",
        "icloud-content.com", "dropboxusercontent.com", "onion",
    ];

    /// <summary>Whether labels decode to readable text: one alone, or several shorter ones.</summary>
    /// <param name="host">The host name, lower case.</param>
    /// <param name="at">From the first such label to the last.</param>
    public static bool HoldText(ReadOnlySpan<byte> host, out Range at)
    {
        var (count, longest, start, end) = (0, 0, 0, 0);
        for (var labels = new Labels(host); labels.Next();)
        {
            var label = host[labels.Current];
            if (!DecodesToText(label))
                continue;
            start = count++ == 0 ? labels.Current.Start.Value : start;
            end = labels.Current.End.Value;
            longest = Math.Max(longest, label.Length);
        }

        at = start..end;
        return longest >= ShortestText || count > 1;
    }

    /// <summary>Whether a label, or several together, are longer and more random than names are.</summary>
    /// <param name="host">The host name, lower case.</param>
    /// <param name="at">From the first such label to the last.</param>
    public static bool AreRandom(ReadOnlySpan<byte> host, out Range at) =>
        (AreLong(host, out at) || AreMany(host, out at)) && !IsOfService(host);

    private static bool AreLong(ReadOnlySpan<byte> host, out Range at)
    {
        at = default;
        var (count, together) = (0, 0);
        var (start, end) = (0, 0);
        for (var labels = new Labels(host); labels.Next();)
        {
            var label = host[labels.Current];
            var isLong = IsLong(label);
            if (!isLong && (label.Length < ShortestOfSeveral || DrawnValue.IsUuid(label) || !DrawnValue.Is(label)))
                continue;
            start = count == 0 ? labels.Current.Start.Value : start;
            end = labels.Current.End.Value;
            (count, together) = (count + 1, Math.Max(together, isLong ? ShortestTogether : 0) + label.Length);
        }

        at = start..end;
        return together >= ShortestTogether;
    }

    // Too long for a name by itself. Digests are as long and stand in the names of previews and caches; numbers hold the time and an address.
    private static bool IsLong(ReadOnlySpan<byte> label)
    {
        if (!label.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return label.Length >= LongestNumber;
        if (label.Length < ShortestPacked || DrawnValue.IsUuid(label) || !DrawnValue.Is(label))
            return false;
        return label.Length >= ShortestLabel || (!label.Contains((byte)'-') && !CharacterKinds.IsHex(label) && CharacterKinds.HasLetterAndDigit(label));
    }

    // A value in pieces: one label after another of letters and digits. Names are seldom so deep, and their labels are words.
    private static bool AreMany(ReadOnlySpan<byte> host, out Range at)
    {
        var (count, start) = (0, 0);
        at = default;
        for (var labels = new Labels(host); labels.Next();)
        {
            var label = host[labels.Current];
            if (label.Length < ShortestPiece || label.Contains((byte)'-') || !CharacterKinds.HasLetterAndDigit(label))
            {
                count = 0;
                continue;
            }

            start = count++ == 0 ? labels.Current.Start.Value : start;
            if (count >= LeastPieces)
                at = start..labels.Current.End.Value;
        }

        return at.End.Value > 0;
    }

    private static bool IsOfService(ReadOnlySpan<byte> host)
    {
        foreach (var service in Services)
        {
            if (host.Length > service.Length && host[^(service.Length + 1)] == (byte)'.'
                && System.Text.Ascii.Equals(host[^service.Length..], service))
            {
                return true;
            }
        }

        return false;
    }

    private static bool DecodesToText(ReadOnlySpan<byte> label)
    {
        // What says that it is punycode (RFC 5890 section 2.3.2.1) may be anything.
        label = label.StartsWith("xn--"u8) ? label[4..] : label;
        if (label.Length is < ShortestOfTexts or > LongestLabel)
            return false;
        Span<byte> decoded = stackalloc byte[LongestLabel];
        var length = DecodeHex(label, decoded);
        if (length == 0)
            length = DecodeBase32(label, decoded);
        return length >= ShortestOfTexts / 2 && IsText(decoded[..length]) && (label.Length >= ShortestText || CharacterKinds.IsHex(label));
    }

    private static int DecodeHex(ReadOnlySpan<byte> label, Span<byte> decoded)
    {
        if (label.Length % 2 != 0 || !CharacterKinds.IsHex(label))
            return 0;
        return Convert.FromHexString(label, decoded, out _, out var written) == System.Buffers.OperationStatus.Done ? written : 0;
    }

    // RFC 4648 section 6, without padding.
    private static int DecodeBase32(ReadOnlySpan<byte> label, Span<byte> decoded)
    {
        var (bits, held, length) = (0, 0, 0);
        foreach (var b in label)
        {
            var letter = (char)(b | 0x20);
            var value = char.IsAsciiLetter((char)b) ? letter - 'a' : b is >= (byte)'2' and <= (byte)'7' ? b - '2' + 26 : -1;
            if (value < 0)
                return 0;
            (bits, held) = ((bits << 5 | value) & 0xFFFF, held + 5);
            if (held < 8)
                continue;
            held -= 8;
            decoded[length++] = (byte)(bits >> held);
        }

        return length;
    }

    // What chance makes of a name is seldom printable throughout, and seldom holds letters of one case.
    private static bool IsText(ReadOnlySpan<byte> text)
    {
        if (text.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            return false;
        var usual = 0;
        foreach (var b in text)
            usual += char.IsAsciiLetterOrDigit((char)b) || b is (byte)' ' or (byte)'-' or (byte)'_' or (byte)'.' or (byte)'=' or (byte)':' or (byte)'/' ? 1 : 0;
        return usual * 10 >= text.Length * 9;
    }

    // The labels of a host name but the last two, which somebody registered.
    private ref struct Labels(ReadOnlySpan<byte> host)
    {
        private readonly ReadOnlySpan<byte> _host = host[..Registered(host)];
        private int _next;

        public Range Current { get; private set; }

        public bool Next()
        {
            if (_next >= _host.Length)
                return false;
            var dot = _host[_next..].IndexOf((byte)'.');
            var end = dot < 0 ? _host.Length : _next + dot;
            Current = _next..end;
            _next = end + 1;
            return true;
        }

        private static int Registered(ReadOnlySpan<byte> host)
        {
            var last = host.LastIndexOf((byte)'.');
            return last < 0 ? 0 : Math.Max(0, host[..last].LastIndexOf((byte)'.'));
        }
    }
}
