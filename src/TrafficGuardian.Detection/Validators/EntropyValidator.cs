namespace TrafficGuardian.Detection.Validators;

/// <summary>Wants a Shannon entropy of at least so many bits a byte.</summary>
internal sealed class EntropyValidator(double floor) : IValidator
{
    public bool Accepts(ReadOnlySpan<byte> value) => Measure(value) >= floor;

    /// <summary>Shannon entropy in bits a byte; 0 for nothing.</summary>
    public static double Measure(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            return 0;
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (var b in value)
            counts[b]++;
        var bits = 0.0;
        foreach (var count in counts)
        {
            if (count == 0)
                continue;
            var share = (double)count / value.Length;
            bits -= share * Math.Log2(share);
        }

        return bits;
    }
}
