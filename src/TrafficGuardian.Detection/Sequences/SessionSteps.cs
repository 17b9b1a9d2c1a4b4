using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Sequences;

/// <summary>
/// What the tools that one client's agents called have done of late, as far as it may be the beginning of an attack: when a secret was
/// read, what files were made, which commands told of the machine. Holds names as digests and redacted words only; bounded; thread-safe.
/// </summary>
internal sealed class SessionSteps
{
    /// <summary>About how many bytes it takes.</summary>
    public const int Footprint = (MostFiles * 240) + (MostCalls * 24) + 512;

    private const int MostFiles = 16;
    private const int MostCalls = 32;

    private static readonly TimeSpan SecretLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FileLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ReconnaissanceLifetime = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan RepeatLifetime = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly List<SavedFile> _files = [];
    private readonly List<(ulong Digest, DateTimeOffset At)> _calls = [];
    private readonly List<(ulong Bit, DateTimeOffset At)> _commands = [];
    private (SecretGrade Grade, DateTimeOffset At, string Shown) _secret;
    private Severity? _toldReconnaissance;
    private string _look = "";
    private long _callCount;

    /// <summary>Wipes everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _files.Clear();
            _calls.Clear();
            _commands.Clear();
            (_secret, _toldReconnaissance, _look) = (default, null, "");
        }
    }

    /// <summary>Notes a call, and answers its number; 0 where the same was noted just now: formats tell a call in pieces, then as a whole.</summary>
    public long Call(ulong digest, DateTimeOffset now)
    {
        lock (_lock)
        {
            _calls.RemoveAll(c => now - c.At > RepeatLifetime);
            if (_calls.Exists(c => c.Digest == digest))
                return 0;
            if (_calls.Count == MostCalls)
                _calls.RemoveAt(0);
            _calls.Add((digest, now));
            return ++_callCount;
        }
    }

    /// <summary>A secret was read.</summary>
    public void Secret(SecretGrade grade, string shown, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (grade >= _secret.Grade || now - _secret.At > SecretLifetime)
                _secret = (grade, now, shown);
        }
    }

    /// <summary>Something is sent or fetched.</summary>
    public Sequence? Send(Transfer transfer, string shown, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!transfer.IsOutside || _secret.Grade == SecretGrade.None || now - _secret.At > SecretLifetime
                || SeverityOf(_secret.Grade, transfer) is not { } severity)
            {
                return null;
            }

            var first = _secret.Shown;
            _secret = default;
            return new Sequence(SequenceRules.SecretThenSend, severity, $"A secret is read: {first}; then sent or fetched: {shown}");
        }
    }

    /// <summary>A file was made.</summary>
    public void Save(SavedFile file)
    {
        lock (_lock)
        {
            _files.RemoveAll(f => f.Name == file.Name || file.At - f.At > FileLifetime);
            if (_files.Count == MostFiles)
                _files.RemoveAt(0);
            _files.Add(file);
        }
    }

    /// <summary>A file was made a program.</summary>
    public void MakeProgram(ulong name)
    {
        lock (_lock)
        {
            var index = _files.FindIndex(f => f.Name == name);
            if (index >= 0)
                _files[index] = _files[index] with { IsProgram = true };
        }
    }

    /// <summary>A file is run.</summary>
    /// <param name="name">What stands for its name.</param>
    /// <param name="byShell">Whether by a shell, or by itself.</param>
    /// <param name="call">The call that runs it.</param>
    /// <param name="shown">How it is shown, redacted.</param>
    /// <param name="now">The time.</param>
    public Sequence? Run(ulong name, bool byShell, long call, string shown, DateTimeOffset now)
    {
        lock (_lock)
        {
            var index = _files.FindIndex(f => f.Name == name);
            // What one command fetches and runs is told as a command.
            if (index < 0 || _files[index] is var file && (now - file.At > FileLifetime || SeverityOf(file, byShell, call) is null))
                return null;
            file = _files[index];
            _files.RemoveAt(index);
            var made = file.Origin switch
            {
                FileOrigin.Downloaded => "fetched",
                FileOrigin.Decoded => "decoded",
                _ => "written",
            };
            return new Sequence(SequenceRules.SavedThenRun, SeverityOf(file, byShell, call)!.Value, $"A file is {made}: {file.Shown}; then run: {shown}");
        }
    }

    /// <summary>A command told of the machine.</summary>
    public void Look(ulong bit, string shown, DateTimeOffset now)
    {
        lock (_lock)
        {
            _commands.RemoveAll(c => c.Bit == bit || now - c.At > ReconnaissanceLifetime);
            if (_commands.Count == 0)
                _toldReconnaissance = null;
            _commands.Add((bit, now));
            _look = shown;
        }
    }

    /// <summary>A call is over: what its commands and those before it tell of the machine. Told again only where it is worse than before.</summary>
    public Sequence? Looked()
    {
        lock (_lock)
        {
            var set = 0UL;
            foreach (var (one, _) in _commands)
                set |= one;
            if (SeverityOf(set) is not { } severity || (_toldReconnaissance is { } told && severity <= told))
                return null;
            _toldReconnaissance = severity;
            return new Sequence(
                SequenceRules.Reconnaissance, severity, $"{_commands.Count} commands in three minutes tell of this machine; the last: {_look}");
        }
    }

    private static Severity? SeverityOf(SecretGrade secret, Transfer transfer) => (secret, transfer.Data) switch
    {
        (SecretGrade.Credential, DataGrade.Carried) => Severity.High,
        (SecretGrade.Credential, DataGrade.Inline) => transfer.IsDrop ? Severity.High : Severity.Medium,
        (SecretGrade.Credential, _) => transfer.IsDrop ? Severity.Medium : Severity.Low,
        (_, DataGrade.Carried) => transfer.IsDrop ? Severity.High : Severity.Medium,
        (_, DataGrade.Inline) when transfer.IsDrop => Severity.Medium,
        _ when transfer.IsDrop => Severity.Low,
        _ => null,
    };

    private static Severity? SeverityOf(in SavedFile file, bool byShell, long call) => file.Origin switch
    {
        FileOrigin.Downloaded when file.Call == call => null,
        FileOrigin.Downloaded => file.IsUnsafe || file.IsHidden ? Severity.High : Severity.Medium,
        FileOrigin.Decoded => file.IsTemporary || file.IsHidden ? Severity.High : Severity.Medium,
        _ when file.IsHidden => Severity.Medium,
        _ when !file.IsTemporary || !byShell => null,
        _ => file.Reaches ? Severity.Medium : file.IsProgram ? Severity.Low : null,
    };

    private static Severity? SeverityOf(ulong commands)
    {
        var (count, groups, isSensitive) = Sequences.Reconnaissance.Count(commands);
        if (count >= 5 && groups >= 4 && (isSensitive || count >= 7))
            return Severity.Medium;
        return (count >= 5 && groups >= 4) || (count >= 4 && groups >= 3 && isSensitive) ? Severity.Low : null;
    }
}
