using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using TrafficGuardian.Monitor.Log;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Diagnostics;

/// <summary>
/// Writes log events to <c>diagnostics.log</c>, 0600, and keeps one predecessor. Whoever logs never waits: lines go through a bounded
/// queue to one writer, and lines that find it full are counted. Of an exception the kinds and places are written, not the text,
/// which may quote what was being read.
/// </summary>
public sealed class DiagnosticsLog : ILoggerProvider, IAsyncDisposable
{
    private const int QueuedLines = 1_024;
    private const long DefaultMaxFileBytes = 1_048_576;

    private readonly string _path;
    private readonly long _maxFileBytes;
    private readonly TimeProvider _time;
    private readonly LogLevel _minimum;
    private readonly Channel<string> _lines;
    private readonly Task _writing;
    private long _dropped;

    /// <param name="path">The file, absolute, in a folder that exists.</param>
    /// <param name="time">The clock of the lines.</param>
    /// <param name="minimum">The lowest level that is written.</param>
    /// <param name="maxFileBytes">Size at which the file becomes the predecessor. Default 1 MiB.</param>
    public DiagnosticsLog(
        string path, TimeProvider time, LogLevel minimum = LogLevel.Information, long maxFileBytes = DefaultMaxFileBytes)
    {
        _path = path;
        _time = time;
        _minimum = minimum;
        _maxFileBytes = maxFileBytes;
        _lines = Channel.CreateBounded<string>(
            new BoundedChannelOptions(QueuedLines) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
        _writing = Task.Run(WriteAllAsync);
    }

    /// <summary>The predecessor's path.</summary>
    internal string OlderPath => _path + ".1";

    internal long Dropped => Interlocked.Read(ref _dropped);

    public ILogger CreateLogger(string categoryName) => new DiagnosticsLogger(this, categoryName);

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Writes what is queued and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
    }

    internal bool IsEnabled(LogLevel level) => level >= _minimum && level != LogLevel.None;

    internal void Write(LogLevel level, string category, EventId id, string text) =>
        _lines.Writer.TryWrite(DiagnosticsLine.Format(_time.GetUtcNow(), level, category, id, text));

    private async Task WriteAllAsync()
    {
        SafeFileHandle? file = null;
        await foreach (var line in _lines.Reader.ReadAllAsync())
        {
            try
            {
                file = WriteOne(file, Encoding.UTF8.GetBytes(line));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or StateException)
            {
                // There is no other place to tell it; the next line tries anew.
                Interlocked.Increment(ref _dropped);
                file?.Dispose();
                file = null;
            }
        }

        file?.Dispose();
    }

    private SafeFileHandle WriteOne(SafeFileHandle? file, byte[] line)
    {
        file ??= SafeFile.OpenAppend(_path).SafeFileHandle;
        if (RandomAccess.GetLength(file) + line.Length > _maxFileBytes)
        {
            var isNewest = NativeFile.Status(_path, out _)?.Inode == NativeFile.Status(file).Inode;
            file.Dispose();
            if (isNewest)
            {
                File.Move(_path, OlderPath, overwrite: true);
            }

            file = SafeFile.OpenAppend(_path).SafeFileHandle;
        }

        if (NativeWrite.Append(file, line, out _) != line.Length)
        {
            Interlocked.Increment(ref _dropped);
        }

        return file;
    }
}
