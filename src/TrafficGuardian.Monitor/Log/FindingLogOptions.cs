using Microsoft.Win32.SafeHandles;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Log;

/// <summary>Where findings are kept, and how many.</summary>
internal sealed record FindingLogOptions
{
    /// <summary>The folder, absolute.</summary>
    public required string Folder { get; init; }

    /// <summary>Size at which a file is rotated. Default 10,485,760; 65,536 to 1,073,741,824.</summary>
    public long MaxFileBytes { get; init; } = 10_485_760;

    /// <summary>Files kept, the newest included. Default 8; 1 to 1,000.</summary>
    public int MaxFiles { get; init; } = 8;

    /// <summary>Opens the newest file at its end, making it where it is missing. Default: as a file of the state home.</summary>
    internal Func<string, SafeFileHandle> Open { get; init; } = static path => SafeFile.OpenAppend(path).SafeFileHandle;
}
