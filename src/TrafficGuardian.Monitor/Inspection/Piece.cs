namespace TrafficGuardian.Monitor.Inspection;

/// <summary>A copy of some bytes of a message, in a pooled buffer that the budget has paid for.</summary>
internal sealed class Piece
{
    /// <summary>What the objects around the buffer cost, so that many tiny copies can't hold more than the budget says.</summary>
    private const int Overhead = 256;

    private readonly MemoryBudget? _budget;
    private readonly CopyBuffer _buffer;
    private int _length;

    private Piece(PieceKind kind, in CopyBuffer buffer, MemoryBudget? budget)
    {
        Kind = kind;
        _buffer = buffer;
        _budget = budget;
    }

    public PieceKind Kind { get; }

    public Piece? Next { get; set; }

    public ReadOnlyMemory<byte> Bytes => _buffer.Room[.._length];

    public int Room => _buffer.Room.Length - _length;

    /// <summary>Makes an empty piece of at least this size, or null where the budget is spent.</summary>
    public static Piece? TryMake(PieceKind kind, int size, MemoryBudget budget)
    {
        var buffer = CopyBuffers.Rent(size);
        if (budget.TryTake(buffer.Room.Length + Overhead))
        {
            return new Piece(kind, buffer, budget);
        }

        CopyBuffers.Return(buffer, used: 0);
        return null;
    }

    /// <summary>A piece without bytes that nobody pays for. Whoever makes it sees to it that there are not many.</summary>
    public static Piece Mark(PieceKind kind) => new(kind, new CopyBuffer([]), budget: null);

    public void Append(ReadOnlySpan<byte> data)
    {
        data.CopyTo(_buffer.Room.Span[_length..]);
        _length += data.Length;
    }

    /// <summary>Wipes the copy and gives the buffer back. The piece is not used again.</summary>
    public void Release()
    {
        CopyBuffers.Return(_buffer, _length);
        _budget?.Give(_buffer.Room.Length + Overhead);
    }
}
