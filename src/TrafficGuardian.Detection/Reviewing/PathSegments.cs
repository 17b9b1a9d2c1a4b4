namespace TrafficGuardian.Detection.Reviewing;

/// <summary>The path of a request target as a server takes it: decoded once, no empty segments, no dot segments (RFC 3986 section 5.2.4).</summary>
internal sealed class PathSegments
{
    private const int LongestPath = 4096;
    private const int MostSegments = 24;

    private readonly byte[] _path = new byte[LongestPath];
    private readonly (int Start, int Length)[] _segments = new (int, int)[MostSegments];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int index] => _path.AsSpan(_segments[index].Start, _segments[index].Length);

    /// <summary>Reads a target in any form; a path that is too long, or has too many segments, has none.</summary>
    /// <param name="target">Origin or absolute form (RFC 9112 section 3.2).</param>
    /// <param name="query">What stands behind the question mark.</param>
    public void Read(ReadOnlySpan<byte> target, out ReadOnlySpan<byte> query)
    {
        Count = 0;
        var path = PathOf(target, out query);
        if (path.Length > LongestPath)
            return;
        var written = 0;
        foreach (var part in path.Split((byte)'/'))
        {
            var start = written;
            written += ReviewWords.Decode(path[part], isForm: false, _path.AsSpan(written));
            var segment = _path.AsSpan(start, written - start);
            if (segment.IsEmpty || segment.SequenceEqual("."u8))
                continue;
            if (segment.SequenceEqual(".."u8))
            {
                Count = Math.Max(0, Count - 1);
                continue;
            }

            if (Count == MostSegments)
            {
                Count = 0;
                return;
            }

            _segments[Count++] = (start, segment.Length);
        }
    }

    /// <summary>Forgets the path, which may hold a token.</summary>
    public void Clear()
    {
        if (Count > 0)
            _path.AsSpan().Clear();
        Count = 0;
    }

    private static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> target, out ReadOnlySpan<byte> query)
    {
        var hash = target.IndexOf((byte)'#');
        target = hash < 0 ? target : target[..hash];
        var mark = target.IndexOf((byte)'?');
        query = mark < 0 ? default : target[(mark + 1)..];
        target = mark < 0 ? target : target[..mark];
        if (target.StartsWith("/"u8))
            return target;
        var scheme = target.IndexOf("://"u8);
        if (scheme < 0)
            return default;
        target = target[(scheme + 3)..];
        var slash = target.IndexOf((byte)'/');
        return slash < 0 ? default : target[slash..];
    }
}
