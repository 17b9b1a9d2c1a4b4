using System.Buffers;
using System.Text.Json;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Disclosure;
using TrafficGuardian.Monitor.Log;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Containers;

/// <summary>
/// Writes what containers read where they can't ask: <c>snapshot/</c> for all of them, and for each group whose address is known
/// <c>group-snapshots/GROUP/</c>. Each file is replaced whole, at most once a second, and only when it says something else; the status
/// also at every heartbeat, so that a reader can tell a monitor that has died from one that has nothing to do.
/// </summary>
internal sealed class SnapshotWriter
{
    public const string StatusFile = "status.json";
    public const string FindingsFile = "findings.jsonl";
    public const string CountsFile = "counts.json";
    public const string ConfigCheckFile = "config-check.json";

    /// <summary>Findings in a snapshot.</summary>
    public const int MostFindings = 500;

    /// <summary>See <see cref="DisclosedStatus.HeartbeatSeconds"/>.</summary>
    public const int HeartbeatSeconds = 15;

    private const int MostGroups = 256;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CheckInterval = TimeSpan.FromHours(1);

    private readonly DisclosureDesk _desk;
    private readonly FindingHistory _history;
    private readonly TimeProvider _time;
    private readonly List<(SnapshotTarget Target, Audience Audience)> _targets = [];
    private readonly Lock _lock = new();
    private long? _ticked;
    private long _statusWritten;
    private byte[] _status = [];
    private long? _version;
    private string? _stamp;
    private long _checked;
    private byte[] _check = [];
    private bool _isCheckWritten;
    private long _written;
    private long _failed;
    private string? _lastError;

    /// <param name="home">Where the snapshot lies.</param>
    /// <param name="ipc">Which groups there are, and who sees what.</param>
    /// <param name="desk">What may be told.</param>
    /// <param name="history">The findings.</param>
    /// <param name="time">The clock.</param>
    public SnapshotWriter(StateHome home, IpcConfig ipc, DisclosureDesk desk, FindingHistory history, TimeProvider time)
    {
        (_desk, _history, _time) = (desk, history, time);

        // Every container may have this one mounted: under the scope "own" it holds nobody's findings.
        _targets.Add((new SnapshotTarget(home.Root, Path.GetFileName(home.SnapshotFolder)), Audience.Of(ipc, "")));
        foreach (var group in ipc.GroupAddresses.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MostGroups))
        {
            _targets.Add((new SnapshotTarget(home.CreateFolder(home.GroupSnapshotsFolder), group), Audience.Of(ipc, group)));
        }

        SnapshotTarget.EmptyOthers(home.GroupSnapshotsFolder, [.. _targets.Skip(1).Select(static target => target.Target.Name)], IsOurs);
    }

    public SnapshotStatus Status()
    {
        lock (_lock)
        {
            return new SnapshotStatus { Written = _written, Failed = _failed, LastError = _lastError };
        }
    }

    /// <summary>Writes what has changed, if a second has passed. Called by one thread at a time.</summary>
    public void Tick()
    {
        var now = _time.GetTimestamp();
        if (_ticked is { } before && _time.GetElapsedTime(before, now) < Interval)
        {
            return;
        }

        _ticked = now;
        WriteFindings();
        WriteStatus(now);
        WriteConfigCheck(now);
    }

    /// <summary>Says that the monitor has stopped, and writes its last findings.</summary>
    public void Stop()
    {
        WriteFindings();
        var status = _desk.Status() with { State = "stopped", UptimeSeconds = null, Traffic = null, Inspection = null, Findings = null, Log = null };
        WriteToAll(StatusFile, JsonSerializer.SerializeToUtf8Bytes(status.WrittenAt(_time.GetUtcNow()), DisclosureJson.Default.DisclosedStatus));
    }

    private void WriteStatus(long now)
    {
        var status = _desk.Status();
        var content = JsonSerializer.SerializeToUtf8Bytes(status with { UptimeSeconds = null }, DisclosureJson.Default.DisclosedStatus);
        if (content.AsSpan().SequenceEqual(_status) && _time.GetElapsedTime(_statusWritten, now) < TimeSpan.FromSeconds(HeartbeatSeconds))
        {
            return;
        }

        _statusWritten = now;
        var isWritten = WriteToAll(
            StatusFile,
            JsonSerializer.SerializeToUtf8Bytes((status with { HeartbeatSeconds = HeartbeatSeconds }).WrittenAt(_time.GetUtcNow()), DisclosureJson.Default.DisclosedStatus));
        _status = isWritten ? content : [];
    }

    private void WriteFindings()
    {
        try
        {
            var version = _history.Version();
            if (version == _version)
            {
                return;
            }

            // Whatever could not be written is tried again in a second, though nothing new is found.
            var isWritten = true;
            foreach (var (target, audience) in _targets)
            {
                isWritten &= Write(target, FindingsFile, Lines(_history.Newest(MostFindings, audience)));
                isWritten &= Write(target, CountsFile, Counts(audience));
            }

            _version = isWritten ? version : null;
        }
        catch (Exception e) when (e is StateException or IOException or UnauthorizedAccessException)
        {
            Note(LogFault.Of(e));
        }
    }

    private void WriteConfigCheck(long now)
    {
        var stamp = _desk.ConfigStamp;
        if (stamp != _stamp || _time.GetElapsedTime(_checked, now) >= CheckInterval)
        {
            (_stamp, _checked, _isCheckWritten) = (stamp, now, false);
            _check = JsonSerializer.SerializeToUtf8Bytes(_desk.Check(afresh: true), DisclosureJson.Default.DisclosedConfigCheck);
        }

        if (!_isCheckWritten)
        {
            _isCheckWritten = WriteToAll(ConfigCheckFile, _check);
        }
    }

    private static byte[] Lines(IReadOnlyList<Finding> findings)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var finding in findings)
        {
            FindingJson.Write(finding, lines);
        }

        return lines.WrittenSpan.ToArray();
    }

    /// <summary>The data of <c>traffic_findings</c> without findings: what their lines alone don't tell.</summary>
    private byte[] Counts(Audience audience)
    {
        var told = _history.Ask(new FindingsQuestion { Limit = 1 }, audience, _time.GetUtcNow());
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            (told with { Findings = [], NextCursor = null }).Write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <returns>Whether all of them have it.</returns>
    private bool WriteToAll(string file, byte[] content)
    {
        var isWritten = true;
        foreach (var (target, _) in _targets)
        {
            isWritten &= Write(target, file, content);
        }

        return isWritten;
    }

    private bool Write(SnapshotTarget target, string file, byte[] content)
    {
        if (!target.IsNew(file, content))
        {
            return true;
        }

        using var parent = SharedFolder.Open(target.Parent, out var error);
        using var folder = parent?.OpenOrMakeFolder(target.Name, out error);
        if (target.IsFirst)
        {
            folder?.OpenToReaders();
            RemoveLeftovers(folder);
        }

        error = folder is null ? error : folder.Replace(file, content, _time.GetUtcNow());
        if (error == 0)
        {
            target.NoteWritten(file, content);
        }

        Note(error == 0 ? null : LogFault.Of(error));
        return error == 0;
    }

    private static bool IsOurs(string name) =>
        name is StatusFile or FindingsFile or CountsFile or ConfigCheckFile || SharedFolder.IsTemporary(name);

    /// <summary>What a crash left of replacing a file.</summary>
    private static void RemoveLeftovers(SharedFolder? folder) =>
        folder?.Names(MostFindings, SharedFolder.IsTemporary, MostFindings).ForEach(name => folder.Remove(name));

    private void Note(string? fault)
    {
        lock (_lock)
        {
            _written += fault is null ? 1 : 0;
            _failed += fault is null ? 0 : 1;
            _lastError = fault ?? _lastError;
        }
    }
}
