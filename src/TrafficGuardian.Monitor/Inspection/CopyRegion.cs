using System.Buffers;
using System.Runtime.InteropServices;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// Room for copies of traffic that the collector knows nothing of, in slots of one size. Such a copy lives for milliseconds and there may
/// be a thousand of them at once: on the collector's heap they outlive its young generation, and what a burst took stays for seconds. A
/// slot here goes back to the system as soon as it is read. Linux only. Address space is reserved once and never given up, so that no
/// slot ever leads nowhere; memory it takes only where it is written to.
/// </summary>
internal sealed unsafe partial class CopyRegion : MemoryManager<byte>
{
    public const int SlotBytes = 65_536;

    /// <summary>As much as all copies together may take at most, by the greatest <c>inspection_memory_bytes</c>.</summary>
    private const int RegionBytes = 1 << 30;

    /// <summary>How many unused slots keep their memory, so that steady traffic does not ask the system for it again and again.</summary>
    private const int MostWarm = 32;

    // mmap(2) and madvise(2); the numbers are those of every processor that the runtime knows.
    private const int ReadAndWrite = 3;
    private const int PrivateAnonymousNotReserved = 0x4022;
    private const int DontNeed = 4;
    private const int NoHugePages = 15;
    private const int DontDump = 16;

    private readonly byte* _start;
    private readonly Lock _lock = new();
    private readonly Stack<int> _warm = new(MostWarm);
    private readonly Stack<int> _cold = [];
    private int _untouched;

    private CopyRegion(byte* start) => _start = start;

    /// <summary>Null where there is none: on other systems, and where the address space is limited.</summary>
    public static CopyRegion? TryCreate()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var start = Map(0, RegionBytes, ReadAndWrite, PrivateAnonymousNotReserved, -1, 0);
        if (start == -1)
        {
            return null;
        }

        // A page of 2 MB would be held as long as any of its slots; and what has passed belongs into no dump.
        _ = Advise(start, RegionBytes, NoHugePages);
        _ = Advise(start, RegionBytes, DontDump);
        return new CopyRegion((byte*)start);
    }

    /// <returns>A slot's number, or -1 where all are taken.</returns>
    public int Rent()
    {
        lock (_lock)
        {
            return _warm.TryPop(out var slot) || _cold.TryPop(out slot) ? slot
                : _untouched < RegionBytes / SlotBytes ? _untouched++ : -1;
        }
    }

    public Memory<byte> Room(int slot) => CreateMemory(slot * SlotBytes, SlotBytes);

    /// <summary>Takes a slot back, wiped.</summary>
    /// <param name="slot">Its number.</param>
    /// <param name="used">How many of its bytes were written.</param>
    public void Return(int slot, int used)
    {
        bool isKept;
        lock (_lock)
        {
            isKept = _warm.Count < MostWarm;
        }

        if (!isKept)
        {
            Drop(slot, used);
            return;
        }

        Wipe(slot, used);
        lock (_lock)
        {
            _warm.Push(slot);
        }
    }

    /// <summary>Lets the system have the memory of all slots that are not in use.</summary>
    public void Trim()
    {
        while (true)
        {
            int slot;
            lock (_lock)
            {
                if (!_warm.TryPop(out slot))
                {
                    return;
                }
            }

            Drop(slot, used: 0);
        }
    }

    public override Span<byte> GetSpan() => new(_start, RegionBytes);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
        // It does not move.
    }

    protected override void Dispose(bool disposing)
    {
        // It stays as long as the process.
    }

    private void Wipe(int slot, int used) => new Span<byte>(At(slot), used).Clear();

    /// <summary>The system hands out zeros in its place.</summary>
    private void Drop(int slot, int used)
    {
        if (Advise((nint)At(slot), SlotBytes, DontNeed) != 0)
        {
            Wipe(slot, used);
        }

        lock (_lock)
        {
            _cold.Push(slot);
        }
    }

    private byte* At(int slot) => _start + ((nint)slot * SlotBytes);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
