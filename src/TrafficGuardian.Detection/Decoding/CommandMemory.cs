namespace TrafficGuardian.Detection.Decoding;

/// <summary>
/// What a command decoder remembers: the last bytes that it wrote, where assignments and the beginnings of paths are looked
/// up, and by how much it may still write more than it reads.
/// </summary>
internal sealed class CommandMemory
{
    /// <summary>How far back an assignment is looked for.</summary>
    public const int Reach = 256;

    private const int AtStart = 256;
    private const int BytesPerGrowth = 4;

    private readonly byte[] _recent = new byte[Reach];
    private readonly byte[] _window = new byte[Reach];
    private int _length;
    private int _windowLength;
    private long _read;
    private long _place;
    private long _credit;

    /// <summary>Most bytes that are written beyond as many as are read.</summary>
    public static int Growth(int input) => AtStart + (input / BytesPerGrowth) + 1;

    /// <summary>What was last looked at.</summary>
    public ReadOnlySpan<byte> Window => _window.AsSpan(0, _windowLength);

    public void Begin() => (_length, _windowLength, _read, _place, _credit) = (0, 0, 0, 0, AtStart);

    /// <summary>The last bytes written, those of this step included.</summary>
    public ReadOnlySpan<byte> Last(ReadOnlySpan<byte> output, int count)
    {
        var fresh = output[^Math.Min(output.Length, count)..];
        var kept = Math.Min(_length, count - fresh.Length);
        _recent.AsSpan(_length - kept, kept).CopyTo(_window);
        fresh.CopyTo(_window.AsSpan(kept));
        _windowLength = kept + fresh.Length;
        return Window;
    }

    /// <summary>Writes what stands for a piece and answers how long it is.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="text">Its bytes.</param>
    /// <param name="at">Where in this step it stands.</param>
    /// <param name="output">Where to.</param>
    public int Write(ShellPiece piece, ReadOnlySpan<byte> text, int at, Span<byte> output)
    {
        switch (piece.Kind)
        {
            case ShellPieceKind.Byte:
                output[0] = (byte)piece.Count;
                return 1;
            case ShellPieceKind.Escaped:
                return ShellQuoting.Unescape(text.Slice(piece.From, piece.Count), output);
            case ShellPieceKind.List:
                return ShellBraces.Write(text.Slice(piece.From, piece.Count), output);
            case ShellPieceKind.Value:
                return Grow(Window.Slice(piece.From, piece.Count), text, at, output);
            case ShellPieceKind.Path:
                return Grow(ShellWildcards.Paths.Slice(piece.From, piece.Count), text, at, output);
            default:
                text.Slice(piece.From, piece.Count).CopyTo(output);
                return piece.Count;
        }
    }

    /// <summary>Keeps the end of what a step wrote.</summary>
    public void Remember(ReadOnlySpan<byte> written, int read)
    {
        _read += read;
        if (written.Length >= Reach)
        {
            written[^Reach..].CopyTo(_recent);
            _length = Reach;
            return;
        }

        var kept = Math.Min(_length, Reach - written.Length);
        _recent.AsSpan(_length - kept, kept).CopyTo(_recent);
        written.CopyTo(_recent.AsSpan(kept));
        _length = kept + written.Length;
    }

    // Counted by places in the text, so that every cut of it gives the same.
    private int Grow(ReadOnlySpan<byte> value, ReadOnlySpan<byte> text, int at, Span<byte> output)
    {
        var place = _read + at;
        _credit = Math.Min(AtStart, _credit + ((place - _place) / BytesPerGrowth));
        _place = place;
        var growth = Math.Max(0, value.Length - text.Length);
        if (growth > _credit)
            value = text;
        else
            _credit -= growth;
        value.CopyTo(output);
        return value.Length;
    }
}
