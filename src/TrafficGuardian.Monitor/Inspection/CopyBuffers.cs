using System.Buffers;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// Where copies of traffic lie. Buffers are rented by relays and given back by workers, which a shared pool answers by keeping all that
/// was ever rented at once; these keep a few megabytes at most, and nothing once it is quiet.
/// </summary>
internal static class CopyBuffers
{
    /// <summary>Longest that is rented.</summary>
    public const int MaxBytes = CopyRegion.SlotBytes;

    private const int SmallBytes = 2_048;
    private const int MediumBytes = 16_384;

    private static readonly CopyRegion? Region = CopyRegion.TryCreate();

    private static ArrayPool<byte> _small = MakeSmall();
    private static ArrayPool<byte> _large = MakeLarge();

    /// <summary>Rents room for at least so many bytes.</summary>
    public static CopyBuffer Rent(int size)
    {
        if (size <= SmallBytes)
        {
            return new CopyBuffer(Volatile.Read(ref _small).Rent(size));
        }

        return size > MediumBytes && Region?.Rent() is { } slot and >= 0
            ? new CopyBuffer(Region.Room(slot), slot)
            : new CopyBuffer(Volatile.Read(ref _large).Rent(size));
    }

    /// <summary>Takes a buffer back, wiped.</summary>
    /// <param name="buffer">It is not used again.</param>
    /// <param name="used">How many of its bytes were written.</param>
    public static void Return(in CopyBuffer buffer, int used)
    {
        if (buffer.Array is not { } array)
        {
            Region!.Return(buffer.Slot, used);
            return;
        }

        array.AsSpan(0, used).Clear();
        Volatile.Read(ref array.Length <= SmallBytes ? ref _small : ref _large).Return(array);
    }

    /// <summary>Keeps nothing that is not in use.</summary>
    public static void Trim()
    {
        Region?.Trim();
        Volatile.Write(ref _small, MakeSmall());
        Volatile.Write(ref _large, MakeLarge());
    }

    /// <summary>At tens of thousands of exchanges a second, so many short texts are on their way to a worker at once.</summary>
    private static ArrayPool<byte> MakeSmall() => ArrayPool<byte>.Create(SmallBytes, maxArraysPerBucket: 1_024);

    private static ArrayPool<byte> MakeLarge() => ArrayPool<byte>.Create(MaxBytes, maxArraysPerBucket: 48);
}
