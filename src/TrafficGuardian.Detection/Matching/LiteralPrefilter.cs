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
/// many places at once whether the four-byte window of some bucket could begin there (the idea of Hyperscan's Teddy);
/// what it lets through is looked up by its four bytes, and compared with the literals that are left.
/// </summary>
internal sealed class LiteralPrefilter
{
    private const int Positions = LiteralWindow.Size;
    private const int TablesPerSet = 2 * Positions;

    private readonly WindowIndex _index;
    private readonly WindowIndex _shortIndex;
    private readonly int _longestOffset;

    // For each set of eight buckets and each position: the buckets that a low, then a high nibble passes.
    private readonly Vector128<byte>[] _tables128;
    private readonly Vector256<byte>[] _tables256;
    private readonly Vector512<byte>[] _tables512;

    public LiteralPrefilter(IReadOnlyCollection<Literal> literals)
    {
        IsEmpty = literals.Count == 0;
        LongestLiteral = IsEmpty ? 1 : literals.Max(static l => l.Text.Length);
        var plan = new FingerprintPlan(literals);
        ExpectedRate = plan.Rate;
        _index = new WindowIndex(plan.Windows.Where(static w => !w.IsShort), 0xFFFFFFFF);
        _shortIndex = new WindowIndex(plan.Windows.Where(static w => w.IsShort), 0x00FFFFFF);
        _longestOffset = IsEmpty ? 0 : plan.Windows.Max(static w => w.Offset);
        _tables128 = [.. plan.Buckets.Chunk(8).SelectMany(MakeTables)];
        _tables512 = Avx512BW.IsSupported ? [.. _tables128.Select(static t => Vector512.Create(Vector256.Create(t, t), Vector256.Create(t, t)))] : [];
        _tables256 = Avx2.IsSupported ? [.. _tables128.Select(static t => Vector256.Create(t, t))] : [];
    }

    public bool IsEmpty { get; }

    public int LongestLiteral { get; }

    /// <summary>The share of places in ordinary traffic that are expected to pass the fingerprint.</summary>
    public double ExpectedRate { get; }

    /// <summary>A prefilter over the literals of rules, which hits name by index. What several rules look for is looked for once.</summary>
    public static LiteralPrefilter Over(IEnumerable<Rule> rules) => new([.. rules
        .SelectMany(static (rule, index) => rule.Literals.Select(text => (text, rule.Info.IgnoreCase, Index: index)))
        .GroupBy(static l => (Key(l.text, l.IgnoreCase), l.IgnoreCase))
        .Select(static g => new Literal(g.First().text, g.Key.IgnoreCase, [.. g.Select(static l => l.Index).Distinct()]))]);

    /// <summary>Adds a hit for every literal that begins in <c>[from, to)</c> and stands whole in <paramref name="text"/>.</summary>
    public void Find(ReadOnlySpan<byte> text, int from, int to, List<LiteralHit> hits)
    {
        if (IsEmpty)
            return;
        var search = new Search(text, from, to, hits);
        var end = Math.Min(to + _longestOffset, text.Length);
        var at = from;
        if (Avx512BW.IsSupported)
            at = Find512(search, at, end);
        if (Avx2.IsSupported)
            at = Find256(search, at, end);
        if (Vector128.IsHardwareAccelerated)
            at = Find128(search, at, end);
        for (; at < end; at++)
            Compare(search, at);
    }

    private static string Key(byte[] text, bool ignoreCase)
    {
        var characters = System.Text.Encoding.Latin1.GetString(text);
        return ignoreCase ? characters.ToUpperInvariant() : characters;
    }

    private static IEnumerable<Vector128<byte>> MakeTables(FingerprintBucket[] buckets)
    {
        for (var position = 0; position < Positions; position++)
        {
            var at = position;
            yield return MakeTable(buckets, b => b.At(at).Low);
            yield return MakeTable(buckets, b => b.At(at).High);
        }
    }

    private static Vector128<byte> MakeTable(FingerprintBucket[] buckets, Func<FingerprintBucket, int> nibbles)
    {
        Span<byte> table = stackalloc byte[16];
        table.Clear();
        for (var bit = 0; bit < buckets.Length; bit++)
        {
            for (var nibble = 0; nibble < table.Length; nibble++)
                table[nibble] |= (byte)((nibbles(buckets[bit]) >> nibble & 1) << bit);
        }

        return Vector128.Create<byte>(table);
    }

    private int Find512(in Search search, int at, int end)
    {
        ref var text = ref MemoryMarshal.GetReference(search.Text);
        end = Math.Min(end, search.Text.Length - (Positions - 1)) - Vector512<byte>.Count;
        for (; at <= end; at += Vector512<byte>.Count)
        {
            ref var here = ref Unsafe.Add(ref text, at);
            var (bytes0, bytes1) = (Vector512.LoadUnsafe(ref here), Vector512.LoadUnsafe(ref here, 1));
            var (bytes2, bytes3) = (Vector512.LoadUnsafe(ref here, 2), Vector512.LoadUnsafe(ref here, 3));
            var (low0, low1, low2, low3) = (Low(bytes0), Low(bytes1), Low(bytes2), Low(bytes3));
            var (high0, high1, high2, high3) = (High(bytes0), High(bytes1), High(bytes2), High(bytes3));
            var any = Vector512<byte>.Zero;
            for (var set = 0; set + TablesPerSet <= _tables512.Length; set += TablesPerSet)
            {
                ref var table = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_tables512), set);
                any |= Avx512BW.Shuffle(table, low0) & Avx512BW.Shuffle(Unsafe.Add(ref table, 1), high0)
                    & Avx512BW.Shuffle(Unsafe.Add(ref table, 2), low1) & Avx512BW.Shuffle(Unsafe.Add(ref table, 3), high1)
                    & Avx512BW.Shuffle(Unsafe.Add(ref table, 4), low2) & Avx512BW.Shuffle(Unsafe.Add(ref table, 5), high2)
                    & Avx512BW.Shuffle(Unsafe.Add(ref table, 6), low3) & Avx512BW.Shuffle(Unsafe.Add(ref table, 7), high3);
            }

            for (var passed = ~Vector512.Equals(any, Vector512<byte>.Zero).ExtractMostSignificantBits(); passed != 0; passed &= passed - 1)
                Compare(search, at + BitOperations.TrailingZeroCount(passed));
        }

        return at;
    }

    private int Find256(in Search search, int at, int end)
    {
        ref var text = ref MemoryMarshal.GetReference(search.Text);
        end = Math.Min(end, search.Text.Length - (Positions - 1)) - Vector256<byte>.Count;
        for (; at <= end; at += Vector256<byte>.Count)
        {
            ref var here = ref Unsafe.Add(ref text, at);
            var (bytes0, bytes1) = (Vector256.LoadUnsafe(ref here), Vector256.LoadUnsafe(ref here, 1));
            var (bytes2, bytes3) = (Vector256.LoadUnsafe(ref here, 2), Vector256.LoadUnsafe(ref here, 3));
            var (low0, low1, low2, low3) = (Low(bytes0), Low(bytes1), Low(bytes2), Low(bytes3));
            var (high0, high1, high2, high3) = (High(bytes0), High(bytes1), High(bytes2), High(bytes3));
            var any = Vector256<byte>.Zero;
            for (var set = 0; set + TablesPerSet <= _tables256.Length; set += TablesPerSet)
            {
                ref var table = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_tables256), set);
                any |= Avx2.Shuffle(table, low0) & Avx2.Shuffle(Unsafe.Add(ref table, 1), high0)
                    & Avx2.Shuffle(Unsafe.Add(ref table, 2), low1) & Avx2.Shuffle(Unsafe.Add(ref table, 3), high1)
                    & Avx2.Shuffle(Unsafe.Add(ref table, 4), low2) & Avx2.Shuffle(Unsafe.Add(ref table, 5), high2)
                    & Avx2.Shuffle(Unsafe.Add(ref table, 6), low3) & Avx2.Shuffle(Unsafe.Add(ref table, 7), high3);
            }

            for (var passed = ~Vector256.Equals(any, Vector256<byte>.Zero).ExtractMostSignificantBits(); passed != 0; passed &= passed - 1)
                Compare(search, at + BitOperations.TrailingZeroCount(passed));
        }

        return at;
    }

    private int Find128(in Search search, int at, int end)
    {
        ref var text = ref MemoryMarshal.GetReference(search.Text);
        end = Math.Min(end, search.Text.Length - (Positions - 1)) - Vector128<byte>.Count;
        for (; at <= end; at += Vector128<byte>.Count)
        {
            var any = Vector128<byte>.Zero;
            for (var set = 0; set + TablesPerSet <= _tables128.Length; set += TablesPerSet)
            {
                var buckets = Vector128<byte>.AllBitsSet;
                for (var position = 0; position < Positions; position++)
                {
                    var bytes = Vector128.LoadUnsafe(ref text, (nuint)(at + position));
                    buckets &= Vector128.ShuffleNative(_tables128[set + 2 * position], bytes & Vector128.Create((byte)0xF));
                    buckets &= Vector128.ShuffleNative(_tables128[set + 2 * position + 1], bytes >> 4);
                }

                any |= buckets;
            }

            for (var passed = ~Vector128.Equals(any, Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFF; passed != 0; passed &= passed - 1)
                Compare(search, at + BitOperations.TrailingZeroCount(passed));
        }

        return at;
    }

    private static Vector512<byte> Low(Vector512<byte> bytes) => bytes & Vector512.Create((byte)0xF);

    private static Vector512<byte> High(Vector512<byte> bytes) =>
        Vector512.ShiftRightLogical(bytes.AsUInt16(), 4).AsByte() & Vector512.Create((byte)0xF);

    private static Vector256<byte> Low(Vector256<byte> bytes) => bytes & Vector256.Create((byte)0xF);

    private static Vector256<byte> High(Vector256<byte> bytes) =>
        Vector256.ShiftRightLogical(bytes.AsUInt16(), 4).AsByte() & Vector256.Create((byte)0xF);

    private void Compare(in Search search, int at)
    {
        var bytes = Read(search.Text, at);
        Compare(search, at, bytes, _index.At(bytes));
        Compare(search, at, bytes, _shortIndex.At(bytes));
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
