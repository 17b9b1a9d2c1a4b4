namespace TrafficGuardian.Monitor.Inspection;

/// <summary>A rented buffer: an array, or a slot of the region.</summary>
internal readonly record struct CopyBuffer(Memory<byte> Room, int Slot)
{
    public CopyBuffer(byte[] array)
        : this(array, -1) => Array = array;

    /// <summary>Null where it is a slot.</summary>
    public byte[]? Array { get; }
}
