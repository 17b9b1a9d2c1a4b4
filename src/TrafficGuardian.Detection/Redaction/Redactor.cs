using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Validators;

namespace TrafficGuardian.Detection.Redaction;

/// <summary>The wall: the one place where a match becomes a finding.</summary>
internal sealed class Redactor(ReadOnlyMemory<byte> key, SecretMask mask)
{
    /// <summary>Longest snippet in characters.</summary>
    public const int MaxSnippet = 160;

    /// <summary>What stands in the place of a rule where a server changed what it says of its tools.</summary>
    public const string ToolsChangedRule = "changed-description";

    private const int MostShownOfMatch = 96;
    private const int MostShownBefore = 48;

    // Bytes of context that are written out: enough for what is shown, with room for hidden stretches.
    private const int Written = 240;

    /// <summary>
    /// The first 128 bits of HMAC-SHA-256 over the match's value in its plainest form, under the key of this process: the
    /// same for a value that is found in several views or beside several words.
    /// </summary>
    public UInt128 Fingerprint(in RawMatch match)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var plain = ArrayPool<byte>.Shared.Rent(match.Length);
        var length = PlainForm.Write(match.Value, match.Rule.Info.View, plain);
        HMACSHA256.HashData(key.Span, plain.AsSpan(0, length), hash);
        plain.AsSpan(0, match.Length).Clear();
        ArrayPool<byte>.Shared.Return(plain);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>Makes the finding.</summary>
    public Finding Redact(in RawMatch match, Severity severity, MessageContext context, DateTimeOffset now)
    {
        var info = match.Rule.Info;
        return new Finding
        {
            Platform = context.Platform,
            Direction = context.Direction,
            Protocol = context.Protocol,
            ThreatType = info.Pattern.ThreatType,
            Pattern = info.Pattern.Name,
            Severity = severity,
            Source = context.Source,
            Dest = SafeDestination(context.Destination),
            Snippet = Snippet(match),
            Timestamp = now,
        };
    }

    /// <summary>Makes the finding of something that can't be read: fixed words for its cause, no match, nothing of what passed.</summary>
    public Detected Uninspectable(MessageContext context, UninspectableCause cause, DateTimeOffset now) => WithoutMatch(
        context, new FixedText(PatternCatalogue.Uninspectable, UninspectableText.NameOf(cause), Severity.Low, UninspectableText.Of(cause)), now);

    /// <summary>Makes a finding that no match stands behind.</summary>
    public Detected WithoutMatch(MessageContext context, FixedText text, DateTimeOffset now) => Made(
        context with { Direction = Direction.Outbound }, ThreatType.Exfil, text, Encoding.UTF8.GetBytes($"{text.Pattern}\n{context.Destination}\n{text.Rule}"), now);

    /// <summary>Makes the finding of tools whose descriptions changed: fixed words, nothing of what passed.</summary>
    public Detected ToolsChanged(MessageContext context, Severity severity, UInt128 descriptions, DateTimeOffset now)
    {
        var text = new FixedText(
            PatternCatalogue.ToolPoisoning, ToolsChangedRule, severity, "The server lists the same tools as before, and describes them otherwise");
        return Made(context, ThreatType.Injection, text, Encoding.UTF8.GetBytes($"{ToolsChangedRule}\n{context.Destination}\n{descriptions:x}"), now);
    }

    /// <summary>Makes a record for review, of an outbound request.</summary>
    /// <param name="context">Whose request it is.</param>
    /// <param name="text">What the finding says: words of a table, nothing of what passed.</param>
    /// <param name="fields">The classes of what the request says.</param>
    /// <param name="action">What tells it from other actions; only the fingerprint leaves.</param>
    /// <param name="now">The time that the finding carries.</param>
    public Detected Review(MessageContext context, FixedText text, ReviewFields fields, ReadOnlySpan<byte> action, DateTimeOffset now) =>
        Made(context, ThreatType.PolicyReview, text, action, now, fields);

    /// <summary>Makes the finding of steps that together look like an attack. Its text was redacted when each step was seen.</summary>
    public Detected Sequence(MessageContext context, FixedText text, DateTimeOffset now)
    {
        var identity = Encoding.UTF8.GetBytes($"{text.Rule}\n{text.Snippet}");
        var snippet = text.Snippet.Length <= MaxSnippet ? text.Snippet : text.Snippet[..MaxSnippet];
        return Made(context, ThreatType.Injection, text with { Snippet = snippet }, identity, now);
    }

    // Of what tells a finding from others only the fingerprint leaves.
    private Detected Made(
        MessageContext context, ThreatType threat, FixedText text, ReadOnlySpan<byte> identity, DateTimeOffset now, ReviewFields? review = null)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Span, identity, hash);
        var finding = new Finding
        {
            Platform = context.Platform,
            Direction = context.Direction,
            Protocol = context.Protocol,
            ThreatType = threat,
            Pattern = text.Pattern,
            Severity = text.Severity,
            Source = context.Source,
            Dest = SafeDestination(context.Destination),
            Snippet = text.Snippet,
            Timestamp = now,
            Review = review,
        };
        return new Detected(finding, text.Rule, BinaryPrimitives.ReadUInt128BigEndian(hash));
    }

    /// <summary>The beginning of a text that holds no match, with whatever looks like a secret hidden.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many characters are shown.</param>
    public string Show(ReadOnlySpan<byte> text, int most)
    {
        text = text[..Math.Min(text.Length, Written)];
        var hidden = new bool[text.Length];
        mask.Hide(text, 0..0, hidden);
        var shown = new StringBuilder(most);
        var pieces = VisibleText.Write(text, hidden);
        if (AppendFitting(shown, pieces, most) < pieces.Count)
            shown.Append('…');
        return shown.ToString();
    }

    private string Snippet(in RawMatch match)
    {
        var text = match.Surroundings;
        var end = match.Start + match.Length;
        var hidden = new bool[text.Length];
        mask.Hide(text, match.Start..end, hidden);
        var isSecret = match.Rule.Info.Pattern.MatchIsSecret;
        if (isSecret)
            HideNeighbours(text, match.Start, end, hidden);

        var from = Math.Max(0, match.Start - Written);
        var until = Math.Min(text.Length, end + Written);
        var before = VisibleText.Write(text[from..match.Start], hidden.AsSpan(from..match.Start));
        var middle = isSecret ? [match.Rule.Label] : VisibleText.Write(match.Text, hidden.AsSpan(match.Start, match.Length));
        var after = VisibleText.Write(text[end..until], hidden.AsSpan(end..until));
        if (isSecret)
            DropMarkers(before, after);
        return Fit(before, middle, after);
    }

    // A secret whose rule matched only a part of it: what is glued to the match belongs to it.
    private static void HideNeighbours(ReadOnlySpan<byte> text, int start, int end, Span<bool> hidden)
    {
        for (var at = start - 1; at >= 0 && IsGlued(text[at]); at--)
            hidden[at] = true;
        for (var at = end; at < text.Length && (IsGlued(text[at]) || text[at] is (byte)'+' or (byte)'/'); at++)
            hidden[at] = true;
    }

    private static bool IsGlued(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_';

    // The label says already that something is hidden here.
    private static void DropMarkers(List<string> before, List<string> after)
    {
        if (before.Count > 0 && before[^1] == VisibleText.Marker)
            before.RemoveAt(before.Count - 1);
        if (after.Count > 0 && after[0] == VisibleText.Marker)
            after.RemoveAt(0);
    }

    private static string Fit(List<string> before, List<string> middle, List<string> after)
    {
        var result = new StringBuilder(MaxSnippet);
        var first = before.Count;
        for (var room = MostShownBefore; first > 0 && room >= before[first - 1].Length; first--)
            room -= before[first - 1].Length;
        foreach (var piece in before.Skip(first))
            result.Append(piece);
        var shown = AppendFitting(result, middle, result.Length + MostShownOfMatch);
        if (shown == middle.Count)
            AppendFitting(result, after, MaxSnippet);
        return result.ToString();
    }

    private static int AppendFitting(StringBuilder result, List<string> pieces, int limit)
    {
        var count = 0;
        while (count < pieces.Count && result.Length + pieces[count].Length <= limit)
            result.Append(pieces[count++]);
        return count;
    }

    // A host name is chosen by the client, so it can carry a secret too.
    public string SafeDestination(string destination)
    {
        var text = Encoding.UTF8.GetBytes(destination);
        var hidden = new bool[text.Length];
        mask.HideAll(text, hidden);
        if (HostLabels.HoldText(text, out var label) || HostLabels.AreRandom(text, out label))
            hidden.AsSpan(label).Fill(true);
        return hidden.Contains(true) ? string.Concat(VisibleText.Write(text, hidden)) : destination;
    }
}
