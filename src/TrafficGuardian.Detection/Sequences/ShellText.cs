using System.Buffers;

namespace TrafficGuardian.Detection.Sequences;

/// <summary>
/// Takes a shell's text apart into simple commands and their words, quotes taken off. What is substituted, and what a shell is given
/// with <c>-c</c>, are commands of their own behind the others; a substitution leaves a <c>$</c> in its word. Here-documents are passed
/// over. Bounded; never throws.
/// </summary>
internal sealed class ShellText
{
    private const int Size = 8 * 1024;
    private const int MostWords = 512;
    private const int MostCommands = 64;
    private const int Deepest = 4;

    private static readonly SearchValues<byte> Delimiters = SearchValues.Create("\n;|&)>"u8);

    private readonly byte[] _bytes = new byte[Size];
    private readonly (int Start, int Length)[] _words = new (int, int)[MostWords];
    private readonly ShellCommand[] _commands = new ShellCommand[MostCommands];
    private int _length;
    private int _wordCount;
    private int _firstWord;
    private int _wordStart;
    private bool _isInWord;
    private bool _takesPipe;

    public int Count { get; private set; }

    public ref readonly ShellCommand this[int index] => ref _commands[index];

    public void Read(ReadOnlySpan<byte> text)
    {
        Clear();
        Read(text, depth: 0);
    }

    /// <summary>Wipes everything.</summary>
    public void Clear()
    {
        _bytes.AsSpan(0, _length).Clear();
        (_length, _wordCount, _firstWord, Count, _isInWord, _takesPipe) = (0, 0, 0, 0, false, false);
    }

    /// <summary>A word of a command; empty where it has no more.</summary>
    public ReadOnlySpan<byte> Word(scoped in ShellCommand command, int index) =>
        index < command.Words ? _bytes.AsSpan(_words[command.FirstWord + index].Start, _words[command.FirstWord + index].Length) : default;

    /// <summary>All words from one on, a blank between them.</summary>
    public ReadOnlySpan<byte> Line(scoped in ShellCommand command, int from = 0)
    {
        if (from >= command.Words)
            return default;
        var last = _words[command.FirstWord + command.Words - 1];
        var start = _words[command.FirstWord + from].Start;
        return _bytes.AsSpan(start, last.Start + last.Length - start);
    }

    private void Read(ReadOnlySpan<byte> text, int depth)
    {
        Span<(int Start, int Length)> inner = stackalloc (int, int)[8];
        var (first, innerCount) = (Count, 0);
        var quote = (byte)0;
        ReadOnlySpan<byte> document = default;
        for (var at = 0; at < text.Length; at++)
        {
            var next = text[at];
            if (quote != (byte)'\'' && (next == '`' || (next == '$' && at + 1 < text.Length && text[at + 1] == '(')))
            {
                var (start, length) = Substituted(text, at);
                if (innerCount < inner.Length)
                    inner[innerCount++] = (start, length);
                Add((byte)'$');
                at = start + length;
                continue;
            }

            if (quote != 0)
            {
                if (next == quote)
                    quote = 0;
                else
                    Add(next == '\\' && quote == '"' && at + 1 < text.Length ? text[++at] : next);
                continue;
            }

            at = ReadUnquoted(text, at, ref quote, ref document);
        }

        EndCommand(feedsPipe: false);
        var end = Count;
        if (depth == Deepest)
            return;
        foreach (var (start, length) in inner[..innerCount])
            Read(text.Slice(start, length), depth + 1);
        ReadArguments(first, end, depth);
    }

    // What stands outside quotes: answers the last byte that was read.
    private int ReadUnquoted(ReadOnlySpan<byte> text, int at, ref byte quote, ref ReadOnlySpan<byte> document)
    {
        switch (text[at])
        {
            case (byte)'\'' or (byte)'"':
                quote = text[at];
                _isInWord = Start();
                break;
            case (byte)'\\' when at + 1 < text.Length:
                at++;
                if (text[at] != '\n')
                    Add(text[at]);
                break;
            case (byte)' ' or (byte)'\t' or (byte)'\r':
                EndWord();
                break;
            case (byte)'#' when !_isInWord:
                at = EndOfLine(text, at) - 1;
                break;
            case (byte)'<' when text[at..].StartsWith("<<"u8) && !text[at..].StartsWith("<<<"u8):
                EndWord();
                document = Delimiter(text[(at + 2)..], out var taken);
                at += 1 + taken;
                break;
            case (byte)'>' or (byte)'<':
                at += Redirect(text[at..]) - 1;
                break;
            case (byte)'\n':
                EndCommand(feedsPipe: false);
                if (!document.IsEmpty)
                    at = BehindDocument(text, at + 1, document) - 1;
                document = default;
                break;
            case (byte)';' or (byte)'&' or (byte)'|' or (byte)'(' or (byte)')':
                var isPipe = text[at] == '|' && !text[at..].StartsWith("||"u8);
                EndCommand(isPipe);
                break;
            default:
                Add(text[at]);
                break;
        }

        return at;
    }

    // What a shell is given with -c.
    private void ReadArguments(int first, int end, int depth)
    {
        for (var i = first; i < end; i++)
        {
            var command = _commands[i];
            for (var word = 1; word + 1 < command.Words; word++)
            {
                var option = Word(command, word);
                if (option is [(byte)'-', _, ..] && option[^1] == 'c' && option.Length < 6 && IsShellBefore(command, word))
                {
                    Read(Word(command, word + 1), depth + 1);
                    break;
                }
            }
        }
    }

    private bool IsShellBefore(scoped in ShellCommand command, int word)
    {
        for (var i = 0; i < word; i++)
        {
            if (Words.Name(Word(command, i)).EndsWith("sh"u8))
                return true;
        }

        return false;
    }

    private static (int Start, int Length) Substituted(ReadOnlySpan<byte> text, int at)
    {
        if (text[at] == '`')
        {
            var end = text[(at + 1)..].IndexOf((byte)'`');
            return (at + 1, end < 0 ? text.Length - at - 1 : end);
        }

        var start = at + 2;
        var depth = 1;
        var i = start;
        for (; i < text.Length && depth > 0; i++)
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
        return (start, depth == 0 ? i - 1 - start : text.Length - start);
    }

    // A redirection is a word of its own; those between descriptors say nothing.
    private int Redirect(ReadOnlySpan<byte> text)
    {
        if (_isInWord && _length - _wordStart == 1 && char.IsAsciiDigit((char)_bytes[_wordStart]))
        {
            _length = _wordStart;
            _isInWord = false;
        }

        EndWord();
        var length = text.StartsWith(">>"u8) ? 2 : text.StartsWith("<<<"u8) ? 3 : 1;
        if (length < text.Length && text[length] == '&')
        {
            length++;
            while (length < text.Length && char.IsAsciiDigit((char)text[length]))
                length++;
            return length;
        }

        Add(text[0]);
        EndWord();
        return length;
    }

    private static ReadOnlySpan<byte> Delimiter(ReadOnlySpan<byte> text, out int taken)
    {
        var end = text.IndexOfAny(Delimiters);
        taken = end < 0 ? text.Length : end;
        var word = text[..taken].Trim(" -\t'\"\\"u8);
        var blank = word.IndexOfAny(" '\""u8);
        return blank < 0 ? word : word[..blank];
    }

    private static int BehindDocument(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> delimiter)
    {
        while (at < text.Length)
        {
            var end = EndOfLine(text, at);
            if (text[at..end].Trim(" \t\r"u8).SequenceEqual(delimiter))
                return end;
            at = end + 1;
        }

        return text.Length;
    }

    private static int EndOfLine(ReadOnlySpan<byte> text, int at)
    {
        var end = text[at..].IndexOf((byte)'\n');
        return end < 0 ? text.Length : at + end;
    }

    private bool Start()
    {
        if (!_isInWord)
            _wordStart = _length;
        return true;
    }

    private void Add(byte next)
    {
        _isInWord = Start();
        if (_length < Size)
            _bytes[_length++] = next;
    }

    private void EndWord()
    {
        if (!_isInWord)
            return;
        _isInWord = false;
        if (_wordCount < MostWords)
            _words[_wordCount++] = (_wordStart, _length - _wordStart);
        if (_length < Size)
            _bytes[_length++] = (byte)' ';
    }

    private void EndCommand(bool feedsPipe)
    {
        EndWord();
        if (_wordCount > _firstWord && Count < MostCommands)
            _commands[Count++] = new ShellCommand(_firstWord, _wordCount - _firstWord, _takesPipe, feedsPipe);
        (_firstWord, _takesPipe) = (_wordCount, feedsPipe);
    }
}
