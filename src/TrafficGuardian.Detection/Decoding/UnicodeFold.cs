namespace TrafficGuardian.Detection.Decoding;

/// <summary>
/// Folds characters that look like ASCII, or like nothing, to what they look like: full-width and mathematical letters,
/// Cyrillic, Greek and Armenian look-alikes, spaces and dashes of all kinds; zero-width, joining, directional and variation
/// characters and combining marks fall away. Own tables (from UnicodeData and confusables), since the product runs without ICU.
/// </summary>
internal static class UnicodeFold
{
    /// <summary>The character is not folded.</summary>
    public const int Same = -1;

    /// <summary>The character falls away.</summary>
    public const int Nothing = 0;

    // Pairs of a look-alike and what it looks like.
    private const string Pairs =
        "аaеeоoрpсcуyхxіiјjѕsһhԁdԛqԝwӏlкkтtмmвbАAВBЕEКKМMНHОOРPСCТTХXУYІIЈJЅSҮYԌGԚQԜWӀIѴVѵv"
        + "ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXαaοoνvρpιiκkυuχxγyτtηnωwϲcϳjϹCͿJ"
        + "օoսuհhոnցgքpզqԼLՏSՍUıiɑaɡgɩiʋuʏyſf";

    private const int TableEnd = 0x600;
    private const int TagFirst = 0xE0020;
    private const int TagLast = 0xE007E;

    private static readonly sbyte[] Table = MakeTable();

    /// <summary>What a character is folded to: an ASCII character, <see cref="Nothing"/> or <see cref="Same"/>.</summary>
    public static int Of(int codePoint) => codePoint switch
    {
        < 0x80 => Same,
        < TableEnd => Table[codePoint],
        <= 0xFFFF => OfPlane(codePoint),
        >= 0x1D400 and <= 0x1D7FF => OfMathematical(codePoint),
        >= TagFirst and <= TagLast or 0xE0001 or 0xE007F or (>= 0xE0100 and <= 0xE01EF) or (>= 0x1D173 and <= 0x1D17A) => Nothing,
        _ => Same,
    };

    /// <summary>Whether a character is a letter that only looks like an ASCII one: part of honest words in other scripts.</summary>
    public static bool IsLetterOfOtherScript(int codePoint) =>
        codePoint is > 0x100 and < TableEnd && Table[codePoint] > Nothing;

    /// <summary>The ASCII character that a tag character (Unicode section 23.9) repeats, or -1.</summary>
    public static int OfTag(int codePoint) => codePoint is >= TagFirst and <= TagLast ? codePoint - 0xE0000 : -1;

    private static int OfPlane(int c) => c switch
    {
        >= 0xFF01 and <= 0xFF5E => c - 0xFF01 + '!',
        >= 0x2000 and <= 0x200A or 0x202F or 0x205F or 0x3000 or 0x1680 => ' ',
        >= 0x200B and <= 0x200F or >= 0x202A and <= 0x202E or >= 0x2060 and <= 0x206F => Nothing,
        >= 0xFE00 and <= 0xFE0F or 0xFEFF or >= 0xFE20 and <= 0xFE2F or 0xFFA0 => Nothing,
        0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x3164 or >= 0x180B and <= 0x180F => Nothing,
        >= 0x1AB0 and <= 0x1AFF or >= 0x1DC0 and <= 0x1DFF or >= 0x20D0 and <= 0x20FF => Nothing,
        >= 0x2010 and <= 0x2015 or 0x2212 or 0xFE58 or 0xFE63 => '-',
        0x2044 or 0x2215 or 0x29F8 => '/',
        0x2024 or 0x3002 or 0xFF61 => '.',
        0x2236 => ':',
        0x2223 => '|',
        >= 0x24B6 and <= 0x24CF => c - 0x24B6 + 'A',
        >= 0x24D0 and <= 0x24E9 => c - 0x24D0 + 'a',
        _ => OfNumeral(c),
    };

    private static int OfNumeral(int c) => c switch
    {
        0x2170 => 'i',
        0x2174 => 'v',
        0x2179 => 'x',
        0x217C => 'l',
        0x217D => 'c',
        0x217E => 'd',
        0x217F => 'm',
        0x2C9F => 'o',
        _ => Same,
    };

    // Alphabets of 52 letters follow one another up to the dotless i; the digits come last.
    private static int OfMathematical(int c)
    {
        const int Letters = 52;
        if (c >= 0x1D7CE)
            return '0' + (c - 0x1D7CE) % 10;
        if (c > 0x1D6A3)
            return Same;
        var at = (c - 0x1D400) % Letters;
        return at < Letters / 2 ? 'A' + at : 'a' + at - Letters / 2;
    }

    private static sbyte[] MakeTable()
    {
        var table = new sbyte[TableEnd];
        table.AsSpan().Fill(Same);
        table.AsSpan(0x300..0x370).Clear(); // to nothing
        table.AsSpan(0x483..0x48A).Clear(); // to nothing
        table[0xA0] = (sbyte)' ';
        table[0xAD] = Nothing;
        var runes = Pairs.EnumerateRunes().ToArray();
        for (var i = 0; i < runes.Length; i += 2)
            table[runes[i].Value] = (sbyte)runes[i + 1].Value;
        return table;
    }
}
