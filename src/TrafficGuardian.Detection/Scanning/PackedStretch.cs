using System.Buffers;
using System.IO.Compression;
using TrafficGuardian.Detection.Decoding;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>Collects compressed data that was found inside base64, and gives what it inflates to to a view of its own.</summary>
/// <param name="session">The session.</param>
/// <param name="make">Makes the view.</param>
internal sealed class PackedStretch(ScanSession session, Func<ViewStream> make) : IPackedSink, IViewOrigin
{
    // What is cut off at either bound is looked at as far as it goes.
    private const int MostPacked = 64 * 1024;
    private const int MostInflated = 512 * 1024;
    private const int Fewest = 16;
    private const int Chunk = 4 * 1024;

    private ViewStream? _view;
    private ViewStream? _source;
    private long _place;
    private byte[] _packed = [];
    private int _length;
    private bool _isOpen;
    private bool _isGzip;

    /// <summary>Says which view is read, and how far.</summary>
    public void Follow(ViewStream source, long place) => (_source, _place) = (source, place);

    public void Explain(long start, long end, List<EncodingKind> levels)
    {
        levels.Add(EncodingKind.Base64 | EncodingKind.Packed);
        _source?.Explain(_place, _place + 1, levels);
    }

    public bool Open(ReadOnlySpan<byte> head)
    {
        _isGzip = PackedHead.IsGzip(head);
        (_isOpen, _length) = (_isGzip || PackedHead.IsZlib(head), 0);
        if (_isOpen)
            _packed = ArrayPool<byte>.Shared.Rent(MostPacked);
        return _isOpen;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (!_isOpen)
            return;
        var taken = Math.Min(bytes.Length, MostPacked - _length);
        bytes[..taken].CopyTo(_packed.AsSpan(_length));
        _length += taken;
    }

    public void Close()
    {
        if (!_isOpen)
            return;
        if (_length >= Fewest && session.Budget.TryChargeInflation())
            Inflate();
        Drop();
    }

    public void Drop()
    {
        if (!_isOpen)
            return;
        _packed.AsSpan(0, _length).Clear();
        ArrayPool<byte>.Shared.Return(_packed);
        (_packed, _isOpen) = ([], false);
    }

    private void Inflate()
    {
        using var source = new MemoryStream(_packed, 0, _length, writable: false);
        using Stream inflater = _isGzip ? new GZipStream(source, CompressionMode.Decompress) : new ZLibStream(source, CompressionMode.Decompress);
        _view ??= make();
        _view.Begin(startsInside: false, this);
        try
        {
            for (var total = 0; total < MostInflated && session.Budget.MayDecode();)
            {
                var read = inflater.Read(_view.Reserve(Chunk)[..Chunk]);
                if (read == 0)
                    break;
                total += read;
                session.Budget.ChargeInflated(read);
                _view.Commit(read, isLast: false);
            }
        }
        catch (InvalidDataException)
        {
            // It only looked compressed, or is broken; what came out of it was looked at.
        }

        _view.End(endsInside: false);
    }
}
