using System.Buffers;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>A copy of some bytes of a message, in a pooled buffer that the budget has paid for.</summary>
internal sealed class Piece
{
    /// <summary>What the objects around the buffer cost, so that many tiny copies can't hold more than the budget says.</summary>
    private const int Overhead = 256;

    /// <summary>
    /// Buffers are rented by relays and given back by workers, which a shared pool answers by keeping all that was ever rented at
    /// once. This one keeps a few megabytes at most; the rest of a burst goes back to the system.
    /// </summary>
    private static readonly ArrayPool<byte> Buffers = ArrayPool<byte>.Create(maxArrayLength: 65_536, maxArraysPerBucket: 48);

    private readonly MemoryBudget? _budget;
    private readonly byte[] _buffer;
    private int _length;

    private Piece(PieceKind kind, byte[] buffer, MemoryBudget? budget)
    {
        Kind = kind;
        _buffer = buffer;
        _budget = budget;
    }

    public PieceKind Kind { get; }

    public Piece? Next { get; set; }

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    public int Room => _buffer.Length - _length;

    /// <summary>Makes an empty piece of at least this size, or null where the budget is spent.</summary>
    public static Piece? TryMake(PieceKind kind, int size, MemoryBudget budget)
    {
        var buffer = Buffers.Rent(size);
        if (budget.TryTake(buffer.Length + Overhead))
        {
            return new Piece(kind, buffer, budget);
        }

        Buffers.Return(buffer);
        return null;
    }

    /// <summary>A piece without bytes that nobody pays for. Whoever makes it sees to it that there are not many.</summary>
    public static Piece Mark(PieceKind kind) => new(kind, [], budget: null);

    public void Append(ReadOnlySpan<byte> data)
    {
        data.CopyTo(_buffer.AsSpan(_length));
        _length += data.Length;
    }

    /// <summary>Wipes the copy and gives the buffer back. The piece is not used again.</summary>
    public void Release()
    {
        _buffer.AsSpan(0, _length).Clear();
        Buffers.Return(_buffer);
        _budget?.Give(_buffer.Length + Overhead);
    }
}
