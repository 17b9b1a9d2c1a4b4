namespace TrafficGuardian.Detection.Scanning;

/// <summary>Puts strings together as the text of a program does: in quotes, with <c>+</c>, <c>.</c> or <c>||</c> between them.</summary>
internal sealed class ConcatenatedStrings
{
    private byte _quote;
    private bool _isOpen;
    private bool _hasOperator;
    private bool _isEscaped;

    /// <summary>The strings as one text.</summary>
    public SentText Text { get; } = new();

    /// <summary>Whether another string began that does not go on with these.</summary>
    public bool HasEnded { get; private set; }

    public void Clear()
    {
        Text.Clear();
        (_quote, _isOpen, _hasOperator, _isEscaped, HasEnded) = (0, false, false, false, false);
    }

    /// <summary>Reads on, and tells how far: up to where the strings end.</summary>
    public int Add(ReadOnlySpan<byte> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (_isOpen)
            {
                at += Inside(text[at..]);
                continue;
            }

            if (!Between(text[at..], out var passed))
            {
                HasEnded = true;
                return at;
            }

            at += passed;
        }

        return text.Length;
    }

    private int Inside(ReadOnlySpan<byte> text)
    {
        var end = _isEscaped ? 1 : text.IndexOfAny(_quote, (byte)'\\');
        var part = end < 0 ? text : text[..end];
        if (Text.Add(part) < part.Length)
            Text.Keep(SentText.Size / 2);
        if (_isEscaped)
        {
            _isEscaped = false;
            return 0;
        }

        if (end < 0)
            return text.Length - 1;
        if (text[end] == _quote)
            _isOpen = _hasOperator = false;
        else
            _isEscaped = true;
        return end;
    }

    // Whether the strings may still go on.
    private bool Between(ReadOnlySpan<byte> text, out int passed)
    {
        passed = 0;
        switch (text[0])
        {
            case (byte)'\'' or (byte)'"' or (byte)'`' when Text.Length == 0 || _hasOperator:
                Text.AddJoint();
                (_quote, _isOpen) = (text[0], true);
                return true;
            case (byte)'+' or (byte)'.' or (byte)'|' or (byte)'&' when Text.Length > 0:
                _hasOperator = true;
                return true;
            case (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)'\\' when Text.Length > 0:
                return true;
            default:
                if (Text.Length > 0)
                    return false;
                var next = text.IndexOfAny("'\"`"u8);
                passed = (next < 0 ? text.Length : next) - 1;
                return true;
        }
    }
}
