using System.Text.Json;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.State;

/// <summary>What <c>state.json</c> says about a running monitor.</summary>
public sealed record StateRecord
{
    private const int LongestFile = 65_536;

    public required int Pid { get; init; }

    /// <summary>See <see cref="ProcessIdentity.Started"/>.</summary>
    public required string ProcessStarted { get; init; }

    /// <summary>See <see cref="ProcessIdentity.Boot"/>.</summary>
    public required string BootId { get; init; }

    /// <summary>The platform's name.</summary>
    public required string Platform { get; init; }

    /// <summary>The address really bound, as <c>host:port</c>.</summary>
    public required string Listen { get; init; }

    /// <summary>The control socket's path.</summary>
    public required string ControlSocket { get; init; }

    /// <summary>The digest of the configuration that it runs with.</summary>
    public required string ConfigSha256 { get; init; }

    public required bool HttpsInspection { get; init; }

    /// <summary>SHA-256 of the CA in use, lower-case hex; null where HTTPS is not opened.</summary>
    public string? CaFingerprintSha256 { get; init; }

    /// <summary>The end of that CA's validity.</summary>
    public DateTimeOffset? CaExpiresAt { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The process that wrote it.</summary>
    internal ProcessIdentity Process => new(Pid, ProcessStarted, BootId);

    /// <summary>A record of this process.</summary>
    public static StateRecord ForThisProcess(
        PlatformKind platform, string listen, InstanceFolder instance, DateTimeOffset startedAt) => new()
        {
            Pid = ProcessIdentity.Current.Pid,
            ProcessStarted = ProcessIdentity.Current.Started,
            BootId = ProcessIdentity.Current.Boot,
            Platform = platform.Name(),
            Listen = listen,
            ControlSocket = instance.ControlSocket,
            ConfigSha256 = "",
            HttpsInspection = false,
            StartedAt = startedAt,
        };

    /// <summary>Reads a record.</summary>
    /// <returns>The record; null where the text is half written or something else.</returns>
    public static StateRecord? TryParse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return utf8.Length > LongestFile ? null : JsonSerializer.Deserialize(utf8, StateJson.Default.StateRecord) is { } record
                && record is { ProcessStarted: not null, BootId: not null, Platform: not null, Listen: not null, ControlSocket: not null, ConfigSha256: not null }
                    ? record : null;
        }
        catch (JsonException)
        {
            // Half written, or not ours: the caller says so.
            return null;
        }
    }

    /// <summary>Writes it to <c>state.json</c>, whole.</summary>
    /// <exception cref="StateException">The file can't be written.</exception>
    public void Write(InstanceFolder instance) =>
        SafeFile.Replace(instance.StateFile, [.. JsonSerializer.SerializeToUtf8Bytes(this, StateJson.Default.StateRecord), (byte)'\n']);
}
