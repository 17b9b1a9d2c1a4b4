using System.Runtime.InteropServices;

namespace TrafficGuardian.Monitor.State;

/// <summary>What a file is, by whom, for whom.</summary>
/// <param name="Mode">Type and permission bits (<c>st_mode</c>).</param>
/// <param name="Owner">The owner's user id.</param>
/// <param name="Inode">Which file it is, within its file system.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NativeStatus(ushort Mode, uint Owner, ulong Inode)
{
    private const int TypeMask = 0xf000;

    /// <summary>Names that the file has.</summary>
    public uint Links { get; init; }

    /// <summary>Length in bytes.</summary>
    public long Length { get; init; }

    /// <summary>When its content was last changed, to the second; whoever owns the file can set it.</summary>
    public DateTimeOffset Modified { get; init; }

    /// <summary>When its content was last changed, as the file system counts it: for telling whether it was, no more.</summary>
    public long ModifiedStamp { get; init; }

    public bool IsFolder => (Mode & TypeMask) == 0x4000;

    public bool IsFile => (Mode & TypeMask) == 0x8000;

    public bool IsLink => (Mode & TypeMask) == 0xa000;

    public bool IsSocket => (Mode & TypeMask) == 0xc000;

    public int Permissions => Mode & 0xfff;
}
