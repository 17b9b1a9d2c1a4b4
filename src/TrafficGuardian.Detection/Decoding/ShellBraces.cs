using System.Buffers;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>Brace lists where a command could stand: <c>{curl,-fsSL,https://…}</c> is written with spaces for its commas.</summary>
internal static class ShellBraces
{
    private const int Window = 64;

    private static readonly SearchValues<byte> Listed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:$@%+=~^&?*-,\\#"u8);

    // What may stand before a command.
    private static readonly SearchValues<byte> Leads = SearchValues.Create(" \n\"'|;&(`>=!:\0"u8);

    public static ShellPiece Read(ReadOnlySpan<byte> text, byte previous, bool last)
    {
        if (!Leads.Contains(previous))
            return ShellPiece.Plain;
        var reach = text[..Math.Min(text.Length, Window)];
        var end = reach[1..].IndexOfAnyExcept(Listed) + 1;
        if (end == 0)
        {
            if (reach.Length < Window && !last)
                return ShellPiece.NeedMore;
            end = reach.Length;
        }

        var isClosed = end < reach.Length && reach[end] == (byte)'}';
        if ((!isClosed && end < Window) || reach[1..end].IndexOf((byte)',') < 0)
            return ShellPiece.Plain;
        return new ShellPiece(isClosed ? end + 1 : end, ShellPieceKind.List, 1, end - 1);
    }

    public static int Write(ReadOnlySpan<byte> list, Span<byte> output)
    {
        list.Replace(output, (byte)',', (byte)' ');
        return list.Length;
    }
}
