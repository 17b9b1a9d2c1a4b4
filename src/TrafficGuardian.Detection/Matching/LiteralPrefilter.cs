using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Matching;

/// <summary>
/// Finds all places where one of many literals stands, at the speed of memory. What a <see cref="Fingerprint"/> of their
/// windows lets through is looked up by its four bytes, and compared with the literals that are left.
/// </summary>
internal sealed class LiteralPrefilter
{
    private const int BlocksAtOnce = 32;
    private const int PlacesAtOnce = 128;
    private const int MarksAtOnce = 4;

    // Of a longer literal only the beginning is looked for: the expression decides, and what is held back or looked at round
    // a change is as long as the longest.
    private const int LongestOfRule = 24;

    private readonly Fingerprint _fingerprint;
    private readonly WindowIndex _index;
    private readonly WindowIndex _shortIndex;
    private readonly int _longestOffset;

    public LiteralPrefilter(IReadOnlyCollection<Literal> literals)
        : this(literals, Fingerprint.Of(literals))
    {
    }

    /// <summary>Over literals whose fingerprint is known.</summary>
    public LiteralPrefilter(IReadOnlyCollection<Literal> literals, Fingerprint fingerprint)
    {
        IsEmpty = literals.Count == 0;
        LongestLiteral = IsEmpty ? 1 : literals.Max(static l => l.Text.Length);
        _fingerprint = fingerprint;
        _index = new WindowIndex(fingerprint.Windows.Where(static w => !w.IsShort), 0xFFFFFFFF);
        _shortIndex = new WindowIndex(fingerprint.Windows.Where(static w => w.IsShort), 0x00FFFFFF);
        _longestOffset = IsEmpty ? 0 : fingerprint.Windows.Max(static w => w.Offset);
    }

    public bool IsEmpty { get; }

    public int LongestLiteral { get; }

    /// <summary>A prefilter over the literals of rules, which hits name by index; of long ones their beginnings. What several rules look for is looked for once.</summary>
    public static LiteralPrefilter Over(IEnumerable<Rule> rules) => new([.. rules
        .SelectMany(static (rule, index) => rule.Literals.Select(text => (text: text[..Math.Min(text.Length, LongestOfRule)], rule.Info.IgnoreCase, Index: index)))
        .GroupBy(static l => (Key(l.text, l.IgnoreCase), l.IgnoreCase))
        .Select(static g => new Literal(g.First().text, g.Key.IgnoreCase, [.. g.Select(static l => l.Index).Distinct()]))]);

    /// <summary>Adds a hit for every literal that begins in <c>[from, to)</c> and stands whole in <paramref name="text"/>.</summary>
    public void Find(ReadOnlySpan<byte> text, int from, int to, List<LiteralHit> hits)
    {
        if (IsEmpty)
            return;
        var search = new Search(text, from, to, hits);
        var end = Math.Min(to + _longestOffset, text.Length);
        if (end - from <= Fingerprint.Block)
        {
            FindInBlock(search, end);
            return;
        }

        Span<ulong> marks = stackalloc ulong[BlocksAtOnce];
        Span<int> places = stackalloc int[PlacesAtOnce + Fingerprint.Block];
        var count = 0;
        for (var at = from; at < end;)
        {
            var whole = (text.Length - Fingerprint.Beyond - at) / Fingerprint.Block;
            var wanted = (end - at + Fingerprint.Block - 1) / Fingerprint.Block;
            var blocks = Math.Clamp(Math.Min(whole, wanted), 1, BlocksAtOnce);
            if (whole > 0)
                _fingerprint.Mark(text[at..], marks[..blocks]);
            else
                marks[0] = MarkEnd(text[at..]);
            for (var block = 0; block < blocks; block++, at += Fingerprint.Block)
            {
                if (end - at < Fingerprint.Block)
                    marks[block] &= (1ul << (end - at)) - 1;
                count = List(marks[block], at, places, count);
                if (count < PlacesAtOnce)
                    continue;
                Compare(search, places[..count]);
                count = 0;
            }
        }

        Compare(search, places[..count]);
    }

    // Round a change there is little to look at.
    private void FindInBlock(in Search search, int end)
    {
        var mark = 0ul;
        if (search.Text.Length - search.From >= Fingerprint.Block + Fingerprint.Beyond)
            _fingerprint.Mark(search.Text[search.From..], new Span<ulong>(ref mark));
        else
            mark = MarkEnd(search.Text[search.From..]);
        if (end - search.From < Fingerprint.Block)
            mark &= (1ul << (end - search.From)) - 1;
        for (; mark != 0; mark &= mark - 1)
            Compare(search, search.From + BitOperations.TrailingZeroCount(mark));
    }

    private static string Key(byte[] text, bool ignoreCase)
    {
        var characters = System.Text.Encoding.Latin1.GetString(text);
        return ignoreCase ? characters.ToUpperInvariant() : characters;
    }

    // Places that lie beyond the end are not marked.
    private ulong MarkEnd(ReadOnlySpan<byte> text)
    {
        Span<byte> padded = stackalloc byte[Fingerprint.Block + Fingerprint.Beyond];
        padded.Clear();
        text[..Math.Min(text.Length, padded.Length)].CopyTo(padded);
        Span<ulong> marks = stackalloc ulong[1];
        _fingerprint.Mark(padded, marks);
        return text.Length < Fingerprint.Block ? marks[0] & (1ul << text.Length) - 1 : marks[0];
    }

    // How many bits are set is anyone's guess, so some are written before that matters.
    private static int List(ulong marks, int at, Span<int> places, int count)
    {
        ref var place = ref places[count];
        var set = BitOperations.PopCount(marks);
        for (var i = 0; i < MarksAtOnce; i++, marks &= marks - 1)
            Unsafe.Add(ref place, i) = at + BitOperations.TrailingZeroCount(marks);
        for (var i = MarksAtOnce; i < set; i++, marks &= marks - 1)
            Unsafe.Add(ref place, i) = at + BitOperations.TrailingZeroCount(marks);
        return count + set;
    }

    // Most places hold nothing: those that may are moved to the front first, without a guess.
    private void Compare(in Search search, Span<int> places)
    {
        var count = 0;
        foreach (var place in places)
        {
            var bytes = Read(search.Text, place);
            places[count] = place;
            count += _index.MayHold(bytes) | _shortIndex.MayHold(bytes);
        }

        foreach (var place in places[..count])
            Compare(search, place);
    }

    private void Compare(in Search search, int place)
    {
        var bytes = Read(search.Text, place);
        if (_index.MayHold(bytes) != 0)
            Compare(search, place, bytes, _index.At(bytes));
        if (_shortIndex.MayHold(bytes) != 0)
            Compare(search, place, bytes, _shortIndex.At(bytes));
    }

    private static void Compare(in Search search, int at, uint bytes, ReadOnlySpan<LiteralWindow> windows)
    {
        foreach (var window in windows)
        {
            var start = at - window.Offset;
            if ((bytes & window.Mask) == window.Value && start >= search.From && start < search.To
                && window.Literal.IsPrefixOf(search.Text[start..]))
            {
                foreach (var rule in window.Literal.Rules)
                    search.Hits.Add(new LiteralHit(rule, start));
            }
        }
    }

    private static uint Read(ReadOnlySpan<byte> text, int at)
    {
        if (at + sizeof(uint) <= text.Length)
            return BinaryPrimitives.ReadUInt32LittleEndian(text[at..]);
        var bytes = 0u;
        for (var i = at; i < text.Length; i++)
            bytes |= (uint)text[i] << (8 * (i - at));
        return bytes;
    }

    private readonly ref struct Search(ReadOnlySpan<byte> text, int from, int to, List<LiteralHit> hits)
    {
        public ReadOnlySpan<byte> Text { get; } = text;

        public int From { get; } = from;

        public int To { get; } = to;

        public List<LiteralHit> Hits { get; } = hits;
    }
}
