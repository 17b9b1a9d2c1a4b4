namespace TrafficGuardian.Detection.Streaming;

/// <summary>
/// Reads the JSON of events without keeping it, and picks the values of the keys under which language models stream. What is
/// picked is told when its event is complete, since the numbers that say which text it belongs to may stand behind it; a longer
/// event is told in parts. Whatever is no JSON is read as far as it looks like some.
/// </summary>
internal sealed class DeltaPicker(IDeltaSink sink)
{
    private const int Deepest = 32;
    private const int MostPicks = 64;
    private const int MostText = 4096;
    private const int LongestType = 64;
    private const ulong Prime = 0x9E37_79B9_7F4A_7C15;

    private readonly Frame[] _frames = new Frame[Deepest];
    private readonly Pick[] _picks = new Pick[MostPicks];
    private readonly byte[] _text = new byte[MostText];
    private readonly byte[] _key = new byte[DeltaKeys.Longest];
    private readonly byte[] _type = new byte[LongestType];
    private JsonUnescape _escape;
    private StringPart _string;
    private DeltaKey _lastKey;
    private int _depth;
    private int _pickCount;
    private int _textLength;
    private int _keyLength;
    private int _typeLength;
    private ulong _number;
    private bool _hasNumber;

    private enum StringPart
    {
        None,
        Key,
        Type,
        Text,
        Other,
    }

    /// <summary>Forgets what was read.</summary>
    public void Begin()
    {
        _text.AsSpan(0, _textLength).Clear();
        (_string, _escape, _depth, _pickCount, _textLength, _typeLength) = (StringPart.None, default, 0, 0, 0, 0);
        (_hasNumber, _number, _lastKey) = (false, 0, DeltaKey.Other);
        _frames[0] = new Frame { Key = DeltaKey.Bare };
    }

    /// <summary>Ends an event, complete or not: tells what was picked, and begins anew.</summary>
    public void End()
    {
        Tell();
        Begin();
    }

    public void Read(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var taken = _string == StringPart.None ? ReadOutside(bytes) : ReadString(bytes);
            bytes = bytes[taken..];
        }
    }

    private int ReadOutside(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var next = bytes[i];
            switch (next)
            {
                case (byte)'"':
                    OpenString();
                    return i + 1;
                case (byte)'{' or (byte)'[':
                    Descend(isObject: next == '{');
                    break;
                case (byte)'}' or (byte)']':
                    EndNumber();
                    Ascend();
                    break;
                case (byte)',':
                    EndNumber();
                    ExpectKey(true);
                    break;
                case (byte)':':
                    ExpectKey(false);
                    break;
                case >= (byte)'0' and <= (byte)'9' when _lastKey == DeltaKey.Index:
                    (_hasNumber, _number) = (true, (_number * 10) + next - '0');
                    break;
            }
        }

        return bytes.Length;
    }

    private void OpenString()
    {
        if (_depth >= Deepest)
        {
            _string = StringPart.Other;
            return;
        }

        ref var frame = ref _frames[_depth];
        if (frame.ExpectsKey)
        {
            (_string, _keyLength) = (StringPart.Key, 0);
            return;
        }

        var key = frame.IsObject ? _lastKey : frame.Key;
        if (key == DeltaKey.Type && _depth == 1)
        {
            (_string, _typeLength) = (StringPart.Type, 0);
        }
        else if (DeltaKeys.IsText(key))
        {
            _string = StringPart.Text;
            StartPick((ulong)key);
        }
        else
        {
            _string = StringPart.Other;
        }
    }

    private int ReadString(ReadOnlySpan<byte> bytes)
    {
        Span<byte> made = stackalloc byte[4];
        var taken = _escape.Read(bytes, made, out var text, out var isClosed);
        Add(text);
        if (isClosed)
            CloseString();
        return taken;
    }

    private void CloseString()
    {
        if (_string == StringPart.Key)
            _lastKey = _keyLength > _key.Length ? DeltaKey.Other : DeltaKeys.Of(_key.AsSpan(0, _keyLength));
        _string = StringPart.None;
        _escape.Break();
        if (_depth == 0)
            End();
    }

    private void Add(ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty)
            return;
        switch (_string)
        {
            case StringPart.Key:
                Keep(part, _key, ref _keyLength);
                break;
            case StringPart.Type:
                Keep(part, _type, ref _typeLength);
                break;
            case StringPart.Text:
                AddText(part);
                break;
        }
    }

    // A longer one is told by its length.
    private static void Keep(ReadOnlySpan<byte> part, byte[] room, ref int length)
    {
        var kept = Math.Clamp(room.Length - length, 0, part.Length);
        part[..kept].CopyTo(room.AsSpan(Math.Min(length, room.Length)));
        length = Math.Min(length + part.Length, room.Length + 1);
    }

    private void AddText(ReadOnlySpan<byte> part)
    {
        while (!part.IsEmpty)
        {
            if (_textLength == MostText)
            {
                var seed = _picks[_pickCount - 1].Seed;
                Tell();
                StartPick(seed);
            }

            var fitting = part[..Math.Min(part.Length, MostText - _textLength)];
            fitting.CopyTo(_text.AsSpan(_textLength));
            _textLength += fitting.Length;
            _picks[_pickCount - 1].Length += fitting.Length;
            part = part[fitting.Length..];
        }
    }

    private void StartPick(ulong seed)
    {
        if (_pickCount == MostPicks)
            Tell();
        _picks[_pickCount++] = new Pick { Seed = seed, Channel = seed };
    }

    private void Descend(bool isObject)
    {
        var key = DeltaKey.Other;
        if (_depth < Deepest)
            key = _frames[_depth].IsObject ? _lastKey : _frames[_depth].Key;
        _depth++;
        if (_depth < Deepest)
            _frames[_depth] = new Frame { IsObject = isObject, ExpectsKey = isObject, Key = isObject || _depth == 1 ? DeltaKey.Other : key, FirstPick = _pickCount };
        _lastKey = DeltaKey.Other;
    }

    private void Ascend()
    {
        if (_depth == 0)
            return;
        if (_depth < Deepest)
            Mix(_frames[_depth], _picks.AsSpan(0, _pickCount));
        _depth--;
        _lastKey = DeltaKey.Other;
        // The elements of an array at the top are events of their own.
        if (_depth == 0 || (_depth == 1 && !_frames[1].IsObject))
        {
            Tell();
            _typeLength = 0;
        }
    }

    private void ExpectKey(bool expects)
    {
        if (_depth < Deepest)
            _frames[_depth].ExpectsKey = expects && _frames[_depth].IsObject;
    }

    private void EndNumber()
    {
        if (_hasNumber && _depth < Deepest)
            _frames[_depth].Mixed += (_number + 1) * Prime;
        (_hasNumber, _number) = (false, 0);
    }

    private static void Mix(in Frame frame, Span<Pick> picks)
    {
        if (frame.Mixed == 0)
            return;
        for (var i = Math.Min(frame.FirstPick, picks.Length); i < picks.Length; i++)
            picks[i].Channel = ulong.RotateLeft(picks[i].Channel * Prime, 23) + frame.Mixed;
    }

    private void Tell()
    {
        var repeats = RepeatsText();
        for (var depth = Math.Min(_depth, Deepest - 1); depth > 0; depth--)
        {
            Mix(_frames[depth], _picks.AsSpan(0, _pickCount));
            _frames[depth].FirstPick = 0;
        }

        var start = 0;
        foreach (var pick in _picks.AsSpan(0, _pickCount))
        {
            if (pick.Length > 0 && !repeats)
                sink.Take(pick.Channel, _text.AsSpan(start, pick.Length));
            start += pick.Length;
        }

        _text.AsSpan(0, _textLength).Clear();
        (_pickCount, _textLength) = (0, 0);
    }

    // OpenAI's Responses and Realtime end each text with an event that holds all of it. What is spoken is no text.
    private bool RepeatsText()
    {
        var type = _type.AsSpan(0, Math.Min(_typeLength, _type.Length));
        return type.StartsWith("response."u8) && (!type.EndsWith(".delta"u8) || type.EndsWith("audio.delta"u8));
    }

    private struct Frame
    {
        public bool IsObject;
        public bool ExpectsKey;
        public DeltaKey Key;
        public int FirstPick;
        public ulong Mixed;
    }

    private struct Pick
    {
        public ulong Seed;
        public ulong Channel;
        public int Length;
    }
}
