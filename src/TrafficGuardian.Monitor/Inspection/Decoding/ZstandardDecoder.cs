namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary><c>zstd</c> (RFC 8878), by the system's libzstd.</summary>
internal sealed unsafe class ZstandardDecoder : StreamingDecoder
{
    /// <summary>ZSTD_d_windowLogMax.</summary>
    private const int WindowLogMax = 100;

    /// <summary>8 MiB, the largest window that the content coding may ask for (RFC 9659).</summary>
    private const int MaxWindowLog = 23;

    private nint _context;

    /// <exception cref="InvalidOperationException">libzstd has no memory.</exception>
    public ZstandardDecoder()
    {
        _context = ZstandardLibrary.Create();
        if (_context == 0)
        {
            throw new InvalidOperationException("libzstd made no decoder");
        }

        ZstandardLibrary.SetParameter(_context, WindowLogMax, MaxWindowLog);
    }

    public override long HeldBytes => (long)ZstandardLibrary.SizeOf(_context);

    public override DecodeStatus Decode(ReadOnlyMemory<byte> input, Span<byte> output, out int consumed, out int written)
    {
        fixed (byte* inputBytes = input.Span)
        fixed (byte* outputBytes = output)
        {
            var source = new ZstandardBuffer { Bytes = inputBytes, Size = (nuint)input.Length };
            var target = new ZstandardBuffer { Bytes = outputBytes, Size = (nuint)output.Length };
            var result = ZstandardLibrary.Decompress(_context, &target, &source);
            consumed = (int)source.Position;
            written = (int)target.Position;
            if (ZstandardLibrary.IsError(result) != 0)
            {
                return DecodeStatus.Broken;
            }

            return written == output.Length || consumed < input.Length ? DecodeStatus.NeedsOutput : DecodeStatus.NeedsInput;
        }
    }

    public override void Dispose()
    {
        if (_context != 0)
        {
            ZstandardLibrary.Free(_context);
            _context = 0;
        }
    }
}
