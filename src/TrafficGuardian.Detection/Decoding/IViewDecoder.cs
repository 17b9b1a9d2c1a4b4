namespace TrafficGuardian.Detection.Decoding;

/// <summary>
/// Brings a text into another form as it passes. The output does not depend on how the input is cut: what can't be
/// decided yet is left unconsumed, <see cref="MostUndecided"/> bytes at most. Output never exceeds <see cref="Room"/>.
/// </summary>
internal interface IViewDecoder
{
    /// <summary>Most bytes that are left unconsumed.</summary>
    const int MostUndecided = 2048;

    /// <summary>
    /// Whether the change that was found last stands inside a stretch that began before, so that decoding has to begin
    /// there and not earlier.
    /// </summary>
    bool ChangesInside => false;

    /// <summary>What was undone; null where that is not told.</summary>
    DecodedParts? Parts => null;

    /// <summary>What the latest step took over as it was; null where that is not told.</summary>
    KeptStretches? Kept => null;

    /// <summary>Forgets the text before, where anything of it is remembered.</summary>
    void Begin()
    {
    }

    /// <summary>A view of what is decoded from here on begins.</summary>
    /// <param name="sourceStart">Where that is in the text.</param>
    void BeginView(long sourceStart);

    /// <summary>How many bytes a step may make of so many.</summary>
    int Room(int input) => input;

    /// <summary>Looks for a place where decoding changes something: the cheap signature.</summary>
    /// <param name="text">The text.</param>
    /// <param name="last">Whether nothing follows it.</param>
    /// <param name="at">Where the first such place is; where there is none, the point from which to look on with more text.</param>
    bool TryFindChange(ReadOnlySpan<byte> text, bool last, out int at);

    /// <summary>Decodes as much as can be decided.</summary>
    /// <param name="input">The text.</param>
    /// <param name="previous">The last byte of the output so far; 0 where there is none.</param>
    /// <param name="last">Whether nothing follows the input.</param>
    /// <param name="output">At least as long as <see cref="Room"/> says.</param>
    DecodeStep Decode(ReadOnlySpan<byte> input, byte previous, bool last, Span<byte> output);
}
