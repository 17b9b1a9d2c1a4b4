using System.Buffers;
using System.Globalization;
using System.Text.Json;
using TrafficGuardian.Monitor.Disclosure;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Cli.Mcp.Sources;

/// <summary>
/// In a container: files in the group's IPC folder. A request is put into <c>clawsec_traffic</c>, its answer fetched from
/// <c>clawsec_results</c>. Everybody in the container may write there, so an answer is believed no further than its form.
/// </summary>
/// <param name="folder">The group's folder as the container sees it, absolute.</param>
/// <param name="patience">Longest wait for an answer.</param>
/// <param name="time">What is waited with.</param>
internal sealed class IpcSource(string folder, TimeSpan patience, TimeProvider time) : ITrafficSource
{
    /// <summary>Longest wait for an answer; the host looks several times a second.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(10);

    /// <summary>More than 100 findings of the longest kind need.</summary>
    private const int MaxAnswerBytes = 1_048_576;

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    public async Task<byte[]> AskAsync(string question, IReadOnlyDictionary<string, JsonElement> parameters, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();

        // Nobody can guess it, so nobody can have an answer ready. The class library's random numbers would need OpenSSL, which small
        // images lack; those of this are the system's own.
        var id = string.Create(CultureInfo.InvariantCulture, $"mcp-{now.ToUnixTimeMilliseconds()}-{Guid.NewGuid():N}");
        var request = Path.Join(folder, "clawsec_traffic", id + ".json");
        var result = Path.Join(folder, "clawsec_results", id + ".json");
        Put(request, Request(question, id, now, parameters));
        try
        {
            return await WaitAsync(request, result, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Remove(request);
            Remove(result);
        }
    }

    private async Task<byte[]> WaitAsync(string request, string result, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        for (var pause = FirstLook; ; pause = pause < LongestPause ? pause * 2 : LongestPause)
        {
            await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
            if (UntrustedFile.Read(result, MaxAnswerBytes, out var fault) is { } answer)
            {
                return answer;
            }

            if (fault is not null)
            {
                throw new DisclosureException(
                    DisclosureErrorCode.Internal, $"the answer {fault}: something else writes to clawsec_results; tell the operator");
            }

            if (time.GetElapsedTime(begun) >= patience)
            {
                throw NoAnswer(File.Exists(request));
            }
        }
    }

    private DisclosureException NoAnswer(bool isUntouched) => new(
        DisclosureErrorCode.Timeout,
        string.Create(CultureInfo.InvariantCulture, $"no answer within {patience.TotalSeconds} s; ")
            + (isUntouched ? "nobody took the request: the host's monitor does not run, or watches another folder; tell the operator" : "ask again"));

    // The host takes files that end in .json, so a request is seen whole or not at all.
    private static void Put(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1))
            {
                stream.Write(content);

                // The host's user may be another, and the mask here against it.
                File.SetUnixFileMode(stream.SafeFileHandle, Readable);
            }

            File.Move(temporary, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Remove(temporary);
            throw new DisclosureException(
                DisclosureErrorCode.NotRunning, "no request can be put into the IPC folder; the operator mounts the group's folder writable and names it with --ipc");
        }
    }

    private static byte[] Request(string question, string id, DateTimeOffset now, IReadOnlyDictionary<string, JsonElement> parameters)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, question);
            json.WriteString("requestId"u8, id);
            json.WriteString("timestamp"u8, now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            foreach (var (name, value) in parameters)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The host has it, or cleans it away when it is stale.
        }
    }
}
