namespace TrafficGuardian.Detection.Decoding;

/// <summary>What a shell makes of the next bytes: how many of them, and what stands for them.</summary>
/// <param name="Length">Bytes taken; 0 where more text is needed.</param>
/// <param name="Kind">What stands for them.</param>
/// <param name="From">First byte of what stands for them: in the text, in <see cref="ShellWildcards"/>' paths or in what is remembered.</param>
/// <param name="Count">How many bytes that is; for a single byte its value.</param>
internal readonly record struct ShellPiece(int Length, ShellPieceKind Kind, int From = 0, int Count = 0)
{
    public static ShellPiece NeedMore => default;

    /// <summary>The byte stands for itself.</summary>
    public static ShellPiece Plain => new(1, ShellPieceKind.Text, 0, 1);

    public bool IsPlain => Kind == ShellPieceKind.Text && Length == 1 && From == 0 && Count == 1;

    public static ShellPiece Dropped(int length) => new(length, ShellPieceKind.Text);

    /// <summary>One byte stands for several.</summary>
    public static ShellPiece Of(int length, byte value) => new(length, ShellPieceKind.Byte, 0, value);

    /// <summary>A part of the text stands for all of it.</summary>
    public static ShellPiece Part(int length, int from, int count) => new(length, ShellPieceKind.Text, from, count);
}
