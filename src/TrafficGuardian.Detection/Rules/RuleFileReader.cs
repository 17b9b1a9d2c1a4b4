using System.Text.Json;

namespace TrafficGuardian.Detection.Rules;

/// <summary>
/// Reads rule files and tells everything that is wrong with one, each problem with its place.
/// The syntax of the file is read here; what the fields mean is judged by <see cref="RuleDraftCheck"/>.
/// </summary>
internal sealed class RuleFileReader
{
    /// <summary>Longest rule file, in bytes.</summary>
    public const int MaxFileBytes = 1 << 20;

    /// <summary>Most rules in a file.</summary>
    public const int MaxRules = 1000;

    private const int MaxListEntries = 512;
    private const int MaxTextChars = 8192;

    private static readonly string[] TextFields =
        ["id", "pattern", "severity", "description", "expression", "near", "near_any", "boundary", "view", "value"];

    private static readonly string[] ListFields = ["literals", "validators", "match", "no_match"];

    private static readonly string[] NumberFields = ["before", "after"];

    private static readonly JsonReaderOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip };

    private readonly RuleSource _source;
    private readonly bool _trusted;
    private readonly SourceLines _lines;
    private readonly List<RuleProblem> _problems;
    private readonly List<RuleDraft> _drafts = [];
    private string? _family;

    private RuleFileReader(RuleSource source, bool trusted, List<RuleProblem> problems)
    {
        _trusted = trusted;
        _source = source;
        _problems = problems;
        _lines = new SourceLines(source.Utf8.Span);
    }

    /// <summary>Reads one file's rules; those with problems are left out and their problems added.</summary>
    public static IReadOnlyList<RuleInfo> Read(RuleSource source, bool trusted, List<RuleProblem> problems)
    {
        if (source.Utf8.Length > MaxFileBytes)
        {
            problems.Add(new RuleProblem(source.Name, 0, 0, null, $"the file is longer than {MaxFileBytes} bytes; split it"));
            return [];
        }

        return new RuleFileReader(source, trusted, problems).Read();
    }

    private List<RuleInfo> Read()
    {
        var text = _source.Utf8.Span;
        var bom = text.StartsWith("\xEF\xBB\xBF"u8) ? 3 : 0;
        try
        {
            var reader = new Utf8JsonReader(text[bom..], Reading);
            ReadFile(ref reader);
        }
        catch (JsonException e)
        {
            _problems.Add(new RuleProblem(
                _source.Name, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, null,
                "this is no valid JSON; look for a missing comma, quote or bracket here or just before"));
            return [];
        }
        catch (InvalidOperationException)
        {
            _problems.Add(new RuleProblem(_source.Name, 0, 0, null, "a string is no valid UTF-8; save the file as UTF-8"));
            return [];
        }

        var check = new RuleDraftCheck(_source.Name, _family ?? "", _trusted, Add);
        return [.. _drafts.Select(check.ToRule).OfType<RuleInfo>()];
    }

    private void ReadFile(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Add(reader.TokenStartIndex, null, "the file must be an object with 'family' and 'rules'");
            return;
        }

        var hasRules = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var at = reader.TokenStartIndex;
            var name = reader.GetString()!;
            reader.Read();
            if (name == "family" && reader.TokenType == JsonTokenType.String)
                _family = reader.GetString();
            else if (name == "rules" && reader.TokenType == JsonTokenType.StartArray)
                (hasRules, _) = (true, ReadRules(ref reader));
            else
                Refuse(ref reader, at, null, name is "family" or "rules"
                    ? $"'{name}' has the wrong type; 'family' is a string, 'rules' an array"
                    : "unknown field; a rule file has 'family' and 'rules'");
        }

        if (string.IsNullOrEmpty(_family))
            Add(0, null, "'family' is missing; give the file's rules a common name");
        if (!hasRules)
            Add(0, null, "'rules' is missing");
        while (reader.Read())
        {
            // Only trailing white space and comments are valid here; anything else throws.
        }
    }

    private int ReadRules(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                Refuse(ref reader, reader.TokenStartIndex, null, "a rule must be an object");
            else if (_drafts.Count == MaxRules)
                Refuse(ref reader, reader.TokenStartIndex, null, $"a file may hold {MaxRules} rules; split it");
            else
                _drafts.Add(ReadRule(ref reader));
        }

        return _drafts.Count;
    }

    private RuleDraft ReadRule(ref Utf8JsonReader reader)
    {
        var draft = new RuleDraft(reader.TokenStartIndex);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var at = reader.TokenStartIndex;
            var name = reader.GetString()!;
            reader.Read();
            if (!draft.Place(name, reader.TokenStartIndex))
                Refuse(ref reader, at, draft, $"'{Shown(name)}' is given twice");
            else
                ReadField(ref reader, draft, name, at);
        }

        return draft;
    }

    private void ReadField(ref Utf8JsonReader reader, RuleDraft draft, string name, long at)
    {
        if (TextFields.Contains(name))
            ReadText(ref reader, draft, name);
        else if (ListFields.Contains(name))
            ReadList(ref reader, draft, name);
        else if (NumberFields.Contains(name))
            ReadNumber(ref reader, draft, name);
        else if (name != "ignore_case")
            Refuse(ref reader, at, draft, $"unknown field; known are {string.Join(", ", [.. TextFields, .. ListFields, .. NumberFields, "ignore_case"])}");
        else if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
            draft.IgnoreCase = reader.GetBoolean();
        else
            Refuse(ref reader, reader.TokenStartIndex, draft, "'ignore_case' must be true or false");
    }

    private void ReadText(ref Utf8JsonReader reader, RuleDraft draft, string name)
    {
        if (reader.TokenType != JsonTokenType.String)
            Refuse(ref reader, reader.TokenStartIndex, draft, $"'{name}' must be a string");
        else if (reader.GetString() is { Length: <= MaxTextChars } text)
            draft.Texts[name] = text;
        else
            Add(reader.TokenStartIndex, draft, $"'{name}' is longer than {MaxTextChars} characters");
    }

    private void ReadNumber(ref Utf8JsonReader reader, RuleDraft draft, string name)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number))
            draft.Numbers[name] = number;
        else
            Refuse(ref reader, reader.TokenStartIndex, draft, $"'{name}' must be a whole number");
    }

    private void ReadList(ref Utf8JsonReader reader, RuleDraft draft, string name)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Refuse(ref reader, reader.TokenStartIndex, draft, $"'{name}' must be an array of strings");
            return;
        }

        var list = draft.Lists[name] = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var at = reader.TokenStartIndex;
            if (reader.TokenType != JsonTokenType.String)
                Refuse(ref reader, at, draft, $"'{name}' must hold strings only");
            else if (list.Count == MaxListEntries)
                Add(at, draft, $"'{name}' may hold {MaxListEntries} entries");
            else if (reader.GetString() is { Length: <= MaxTextChars } text)
                list.Add((text, at));
            else
                Add(at, draft, $"an entry of '{name}' is longer than {MaxTextChars} characters");
        }
    }

    private void Refuse(ref Utf8JsonReader reader, long at, RuleDraft? draft, string message)
    {
        Add(at, draft, message);
        reader.Skip();
    }

    private void Add(long offset, RuleDraft? draft, string message)
    {
        var (line, column) = _lines.At(offset);
        var id = draft?.Texts.GetValueOrDefault("id");
        _problems.Add(new RuleProblem(_source.Name, line, column, RuleDraftCheck.IsId(id) ? id : null, message));
    }

    // A name from the file is shown only where it looks like one, so that no content is quoted.
    private static string Shown(string name) => name.Length <= 20 && name.All(static c => char.IsAsciiLetterLower(c) || c == '_') ? name : "a field";
}
