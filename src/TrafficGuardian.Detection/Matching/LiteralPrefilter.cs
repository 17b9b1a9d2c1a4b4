using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Matching;

/// <summary>
/// Finds all places where one of many literals stands, at the speed of memory. A fingerprint of nibble tables says for
/// each place which of sixteen buckets of four-byte windows could begin there (the idea of Hyperscan's Teddy);
/// what it lets through is compared with the bucket's literals.
/// </summary>
internal sealed class LiteralPrefilter
{
    private const int Positions = LiteralWindow.Size;

    private readonly LiteralWindow[][] _windows;
    private readonly int _longestOffset;

    // For each half of the buckets and each position of a window: the buckets that a low, then a high nibble passes.
    private readonly Vector128<byte>[] _tables = new Vector128<byte>[2 * Positions * 2];

    public LiteralPrefilter(IReadOnlyCollection<Literal> literals)
    {
        IsEmpty = literals.Count == 0;
        LongestLiteral = IsEmpty ? 1 : literals.Max(static l => l.Text.Length);
        var buckets = FingerprintPlan.Make(literals);
        ExpectedRate = buckets.Sum(static b => b.Rate);
        _windows = [.. buckets.Select(static b => b.Windows.ToArray())];
        _longestOffset = _windows.SelectMany(static w => w).Select(static w => w.Offset).DefaultIfEmpty().Max();
        for (var half = 0; half < 2; half++)
        {
            for (var position = 0; position < Positions; position++)
            {
                var at = position;
                var eight = buckets.AsSpan(half * 8, 8);
                _tables[TableAt(half, position)] = MakeTable(eight, b => b.Low(at));
                _tables[TableAt(half, position) + 1] = MakeTable(eight, b => b.High(at));
            }
        }
    }

    public bool IsEmpty { get; }

    public int LongestLiteral { get; }

    /// <summary>The share of places in ordinary traffic that are expected to need a comparison.</summary>
    public double ExpectedRate { get; }

    /// <summary>A prefilter over the literals of rules, which hits name by index.</summary>
    public static LiteralPrefilter Over(IEnumerable<Rule> rules) => new([.. rules.SelectMany(static (rule, index) =>
        rule.Literals.Select(literal => new Literal(literal, rule.Info.IgnoreCase, index)))]);

    /// <summary>Adds a hit for every literal that begins in <c>[from, to)</c> and stands whole in <paramref name="text"/>.</summary>
    public void Find(ReadOnlySpan<byte> text, int from, int to, List<LiteralHit> hits)
    {
        if (IsEmpty)
            return;
        var search = new Search(text, from, to, hits);
        var end = Math.Min(to + _longestOffset, text.Length);
        var at = from;
        if (Avx2.IsSupported)
            at = Find256(search, at, end);
        if (Vector128.IsHardwareAccelerated)
            at = Find128(search, at, end);
        for (; at < end; at++)
            Compare(search, at);
    }

    private static int TableAt(int half, int position) => (half * Positions + position) * 2;

    private static Vector128<byte> MakeTable(ReadOnlySpan<FingerprintBucket> buckets, Func<FingerprintBucket, int> nibbles)
    {
        Span<byte> table = stackalloc byte[16];
        table.Clear();
        for (var bit = 0; bit < buckets.Length; bit++)
        {
            var set = nibbles(buckets[bit]);
            for (var nibble = 0; nibble < table.Length; nibble++)
                table[nibble] |= (byte)((set >> nibble & 1) << bit);
        }

        return Vector128.Create<byte>(table);
    }

    private int Find256(in Search search, int at, int end)
    {
        var tables = new Tables256(_tables);
        ref var text = ref MemoryMarshal.GetReference(search.Text);
        end = Math.Min(end, search.Text.Length - (Positions - 1)) - Vector256<byte>.Count;
        for (; at <= end; at += Vector256<byte>.Count)
        {
            var passed = tables.Pass(ref Unsafe.Add(ref text, at));
            for (; passed != 0; passed &= passed - 1)
                Compare(search, at + BitOperations.TrailingZeroCount(passed));
        }

        return at;
    }

    private int Find128(in Search search, int at, int end)
    {
        var tables = new Tables128(_tables);
        ref var text = ref MemoryMarshal.GetReference(search.Text);
        end = Math.Min(end, search.Text.Length - (Positions - 1)) - Vector128<byte>.Count;
        for (; at <= end; at += Vector128<byte>.Count)
        {
            var passed = tables.Pass(ref Unsafe.Add(ref text, at));
            for (; passed != 0; passed &= passed - 1)
                Compare(search, at + BitOperations.TrailingZeroCount(passed));
        }

        return at;
    }

    // Compares what stands at a place with the literals of the buckets whose bits are left.
    private void Compare(in Search search, int at)
    {
        var window = Read(search.Text[at..]);
        for (var buckets = BucketsAt(window); buckets != 0; buckets &= buckets - 1)
        {
            foreach (var candidate in _windows[BitOperations.TrailingZeroCount(buckets)])
            {
                var start = at - candidate.Offset;
                if ((window & candidate.Mask) == candidate.Value && start >= search.From && start < search.To
                    && candidate.Literal.IsPrefixOf(search.Text[start..]))
                {
                    search.Hits.Add(new LiteralHit(candidate.Literal.Rule, start));
                }
            }
        }
    }

    private int BucketsAt(uint window)
    {
        var (first, second) = (0xFF, 0xFF);
        for (var position = 0; position < Positions; position++)
        {
            var (low, high) = ((int)(window >> (8 * position) & 0xF), (int)(window >> (8 * position + 4) & 0xF));
            first &= _tables[TableAt(0, position)][low] & _tables[TableAt(0, position) + 1][high];
            second &= _tables[TableAt(1, position)][low] & _tables[TableAt(1, position) + 1][high];
        }

        return first | second << 8;
    }

    private static uint Read(ReadOnlySpan<byte> text)
    {
        if (text.Length >= Positions)
            return BinaryPrimitives.ReadUInt32LittleEndian(text);
        var window = 0u;
        for (var i = 0; i < text.Length; i++)
            window |= (uint)text[i] << (8 * i);
        return window;
    }

    private readonly ref struct Search(ReadOnlySpan<byte> text, int from, int to, List<LiteralHit> hits)
    {
        public ReadOnlySpan<byte> Text { get; } = text;

        public int From { get; } = from;

        public int To { get; } = to;

        public List<LiteralHit> Hits { get; } = hits;
    }
}
