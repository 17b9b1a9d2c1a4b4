using TrafficGuardian.Detection.Matching;
using TrafficGuardian.Detection.Streaming;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// Puts the values that a client sends together, those of one name and those of all names, across its messages to one
/// destination, so that a secret that is cut in several values is found when its last part is sent. Only secrets that are known
/// by how they begin are looked for: anything else may come about by chance where two texts meet.
/// </summary>
internal sealed class SentTexts : IStringSink
{
    // Whoever sends a secret in parts sends small messages; of longer ones the beginning is read.
    private const int MostRead = 4096;
    private const int MostNames = 8;
    private const int Kept = 512;
    private const int LongestName = 64;
    private const ulong AllOfTarget = 1;
    private const ulong AllOfBody = 2;

    private readonly JsonStrings _json;
    private readonly ViewStream _view;
    private readonly List<SentText> _texts = [];
    private readonly EqualGroups _groups = new();
    private readonly ConcatenatedStrings _strings = new();
    private readonly byte[] _name = new byte[LongestName];
    private SentTails? _tails;
    private DateTimeOffset _now;
    private int _open;
    private int _read;
    private BodyKind _kind;
    private int _nameLength;
    private ulong _field;
    private bool _isNewValue;
    private PercentUnescape _percent;

    public SentTexts(ScanSession session, RuleSet rules)
    {
        _json = new JsonStrings(this);
        _view = new ViewStream(session, rules, ViewKind.Joined, depth: 0);
    }

    private enum BodyKind
    {
        Unknown,
        Json,
        Fields,
    }

    /// <summary>Starts a message.</summary>
    /// <param name="tails">What was sent before; null where nothing is to be put together.</param>
    /// <param name="now">The time.</param>
    public void Begin(SentTails? tails, DateTimeOffset now)
    {
        foreach (var text in _texts)
            text.Clear();
        _groups.Clear();
        _strings.Clear();
        (_tails, _now, _open, _read, _kind, _nameLength, _field) = (tails, now, 0, 0, BodyKind.Unknown, 0, 0);
        _json.Begin();
    }

    /// <summary>Takes a request's target.</summary>
    public void Target(ReadOnlySpan<byte> target)
    {
        if (_tails is null || target.Length > MostRead)
            return;
        var query = target.IndexOf((byte)'?');
        var path = query < 0 ? target : target[..query];
        var authority = path.IndexOf("://"u8);
        path = authority < 0 ? path : path[(authority + 3)..];
        foreach (var segment in path.Split((byte)'/'))
            AppendDecoded(AllOfTarget, path[segment]);
        if (query >= 0)
            Fields(target[(query + 1)..]);
    }

    /// <summary>Takes the next bytes of the body.</summary>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        if (_tails is null || _read >= MostRead)
            return;
        bytes = bytes[..Math.Min(bytes.Length, MostRead - _read)];
        _read += bytes.Length;
        if (_kind == BodyKind.Unknown)
        {
            bytes = bytes.TrimStart(" \t\r\n"u8);
            if (bytes.IsEmpty)
                return;
            _kind = bytes[0] is (byte)'{' or (byte)'[' or (byte)'"' ? BodyKind.Json : BodyKind.Fields;
        }

        if (_kind == BodyKind.Json)
            _json.Read(bytes);
        else
            ReadFields(bytes);
    }

    /// <summary>Ends the message: looks at what was put together, and remembers its end.</summary>
    public void End()
    {
        if (_tails is null)
            return;
        if (_nameLength > 0)
            Append(AllOfBody, _name.AsSpan(0, _nameLength), starts: true);
        EndGroups();
        EndStrings();
        for (var i = 0; i < _open; i++)
        {
            Scan(_texts[i], endsInside: false);
            _tails.Store(_texts[i], _now);
            _texts[i].Clear();
        }

        _open = 0;
        _tails = null;
    }

    public void Take(ulong key, ReadOnlySpan<byte> text, bool starts)
    {
        Append(AllOfBody, text, starts);
        Append(key, text, starts);
    }

    // A form's values, or a plain text, which is one value.
    private void ReadFields(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_field == 0)
            {
                ReadName(bytes[0]);
                bytes = bytes[1..];
                continue;
            }

            var end = _field == AllOfBody ? -1 : bytes.IndexOf((byte)'&');
            AppendField(end < 0 ? bytes : bytes[..end]);
            (_isNewValue, _field) = (false, end < 0 ? _field : 0);
            bytes = end < 0 ? default : bytes[(end + 1)..];
        }
    }

    // A plain text is as it is; in a form's values escapes are undone, which may be cut where the bytes are.
    private void AppendField(ReadOnlySpan<byte> bytes)
    {
        if (_field == AllOfBody)
        {
            Append(AllOfBody, bytes, _isNewValue);
            return;
        }

        Span<byte> decoded = stackalloc byte[Kept];
        while (!bytes.IsEmpty)
        {
            var taken = bytes[..Math.Min(bytes.Length, Kept)];
            var length = _percent.Undo(taken, decoded);
            Append(AllOfBody, decoded[..length], _isNewValue);
            Append(_field, decoded[..length], _isNewValue);
            _isNewValue &= length == 0;
            bytes = bytes[taken.Length..];
        }

        decoded.Clear();
    }

    private void ReadName(byte next)
    {
        if (next == '&')
        {
            _nameLength = 0;
        }
        else if (next == '=')
        {
            (_field, _isNewValue, _percent) = (JsonStrings.KeyOf(_name.AsSpan(0, _nameLength)), true, default);
            _nameLength = 0;
        }
        else
        {
            _name[_nameLength++] = next;
            if (_nameLength < LongestName && next is not ((byte)' ' or (byte)'\n'))
                return;
            // No name of a field after all.
            Append(AllOfBody, _name.AsSpan(0, _nameLength), starts: true);
            (_field, _isNewValue, _nameLength) = (AllOfBody, false, 0);
        }
    }

    private void Fields(ReadOnlySpan<byte> query)
    {
        foreach (var range in query.Split((byte)'&'))
        {
            var field = query[range];
            var equals = field.IndexOf((byte)'=');
            if (equals >= 0)
            {
                AppendDecoded(AllOfTarget, field[(equals + 1)..]);
                AppendDecoded(JsonStrings.KeyOf(field[..equals]), field[(equals + 1)..]);
            }
        }
    }

    private SentText? Find(ulong key)
    {
        for (var i = 0; i < _open; i++)
        {
            if (_texts[i].Key == key)
                return _texts[i];
        }

        if (_open > MostNames)
            return null;
        if (_open == _texts.Count)
            _texts.Add(new SentText());
        var text = _texts[_open++];
        text.Key = key;
        _tails!.Load(text, _now);
        return text;
    }

    private void AppendDecoded(ulong key, ReadOnlySpan<byte> text)
    {
        if (text.IndexOf((byte)'%') < 0)
        {
            Append(key, text, starts: true);
            return;
        }

        Span<byte> decoded = stackalloc byte[Kept];
        var percent = default(PercentUnescape);
        var length = percent.Undo(text[..Math.Min(text.Length, Kept)], decoded);
        Append(key, decoded[..length], starts: true);
        decoded.Clear();
    }

    private void Append(ulong key, ReadOnlySpan<byte> text, bool starts)
    {
        if (text.IsEmpty)
            return;
        if (key is AllOfBody or AllOfTarget)
            ReadParts(text, starts);
        if (Find(key) is not { } to)
            return;
        if (starts)
            to.AddJoint();
        for (text = text[to.Add(text)..]; !text.IsEmpty; text = text[to.Add(text)..])
        {
            Scan(to, endsInside: true);
            to.Keep(Kept);
        }
    }

    // A value in groups of one length, blanks between them, is looked at without the blanks.
    private void ReadParts(ReadOnlySpan<byte> text, bool starts)
    {
        if (starts)
            EndGroups();
        _groups.Add(text);
        for (var at = 0; at < text.Length;)
        {
            at += _strings.Add(text[at..]);
            // What ended is looked at before another begins.
            if (_strings.HasEnded)
                EndStrings();
        }
    }

    private void EndStrings()
    {
        Scan(_strings.Text, endsInside: false);
        _strings.Clear();
    }

    private void EndGroups()
    {
        if (_groups.TryEnd() is { } text)
            Scan(text, endsInside: false);
        _groups.Clear();
    }

    private void Scan(SentText text, bool endsInside)
    {
        if (text.Joints.Count == 0 || text.Scanned == text.Length)
            return;
        _view.Begin(startsInside: false);
        _view.Joined = text;
        _view.Write(text.Bytes);
        _view.End(endsInside);
        text.Scanned = text.Length;
    }
}
