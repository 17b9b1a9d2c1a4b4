namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// What one client sent to one destination of late, as far as a secret may go on in what it sends next: the last bytes of the
/// values of a few names, for a minute. Given to the scans of that client's messages; thread-safe.
/// </summary>
internal sealed class SentTails
{
    /// <summary>About how many bytes it takes.</summary>
    public const int Footprint = MostTails * (TailBytes + (2 * MostJoints) + 64);

    private const int MostTails = 9;
    private const int TailBytes = 256;
    private const int MostJoints = 64;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly Tail[] _tails = new Tail[MostTails];

    /// <summary>Wipes everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (ref var tail in _tails.AsSpan())
                Wipe(ref tail);
        }
    }

    /// <summary>Puts what is remembered of the values of a name into an empty text.</summary>
    internal void Load(SentText text, DateTimeOffset now)
    {
        lock (_lock)
        {
            foreach (ref var tail in _tails.AsSpan())
            {
                if (tail.Length == 0)
                    continue;
                if (now - tail.At > Lifetime)
                    Wipe(ref tail);
                else if (tail.Key == text.Key)
                    Restore(text, tail);
            }
        }
    }

    /// <summary>Remembers the end of a text in the place of the oldest.</summary>
    internal void Store(SentText text, DateTimeOffset now)
    {
        text.Keep(TailBytes);
        if (text.Joints.Count > MostJoints)
            text.Keep(text.Length - text.Joints[^MostJoints]);
        lock (_lock)
        {
            var place = 0;
            for (var i = 0; i < MostTails && _tails[place].Key != text.Key; i++)
            {
                if (_tails[i].Length == 0 || _tails[i].Key == text.Key || (_tails[place].Length > 0 && _tails[i].At < _tails[place].At))
                    place = i;
            }

            ref var tail = ref _tails[place];
            Wipe(ref tail);
            text.Bytes.CopyTo(tail.Bytes ??= new byte[TailBytes]);
            tail.Joints ??= new ushort[MostJoints];
            foreach (var joint in text.Joints)
                tail.Joints[tail.JointCount++] = (ushort)joint;
            (tail.Key, tail.Length, tail.At) = (text.Key, text.Length, now);
        }
    }

    private static void Restore(SentText text, in Tail tail)
    {
        var from = 0;
        foreach (var joint in tail.Joints.AsSpan(0, tail.JointCount))
        {
            text.Add(tail.Bytes.AsSpan(from, joint - from));
            text.AddJoint();
            from = joint;
        }

        text.Add(tail.Bytes.AsSpan(from, tail.Length - from));
        text.Scanned = text.Length;
    }

    private static void Wipe(ref Tail tail)
    {
        tail.Bytes.AsSpan().Clear();
        (tail.Key, tail.Length, tail.JointCount) = (0, 0, 0);
    }

    private struct Tail
    {
        public ulong Key;
        public byte[]? Bytes;
        public ushort[]? Joints;
        public int JointCount;
        public int Length;
        public DateTimeOffset At;
    }
}
