using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Streaming;

namespace TrafficGuardian.Detection.Sequences;

/// <summary>
/// Reads what tools are called with: commands as a shell reads them, and the tools that read, write, fetch and send by themselves. Each
/// step goes to what is remembered of the client; what steps make together is told.
/// </summary>
/// <param name="detector">Makes findings.</param>
/// <param name="secrets">Knows the paths of secrets.</param>
/// <param name="found">Takes what is found.</param>
internal sealed class SequenceReader(Detector detector, ISecretPaths secrets, List<Detected> found) : IToolCallSink
{
    private const int Shown = 56;
    private const int LongestCommand = 2048;
    private const int LongestPath = 512;

    // Honest messages hold a few calls, each as long as a line at least.
    private const int BytesPerCall = 1024;
    private const int CallsAtStart = 64 * BytesPerCall;
    private const int MostTold = 16;

    private readonly ShellText _shell = new();
    private SessionSteps? _steps;
    private MessageContext? _context;
    private DateTimeOffset _now;
    private long _call;
    private long _calls;
    private long _allowed;
    private int _told;

    /// <summary>Starts a message; null where nobody remembers.</summary>
    public void Begin(MessageContext context, SessionSteps? steps) =>
        (_context, _steps, _calls, _allowed, _told) = (context, steps, 0, CallsAtStart, 0);

    /// <summary>The time of what comes next, and how long it is: a flood of calls is read in part.</summary>
    public void Allow(int length, DateTimeOffset now)
    {
        _allowed += length;
        _now = now;
    }

    public void Take(ToolCall call)
    {
        if (_steps is null || ++_calls * BytesPerCall > _allowed || (_call = _steps.Call(JsonStrings.KeyOf(call.All), _now)) == 0)
            return;
        for (var i = 0; i < call.Count; i++)
        {
            if (IsCommand(call, i))
                Commands(call.Value(i));
        }

        ByName(call);
        Tell(_steps.Looked());
        _shell.Clear();
    }

    public void TakeResult(ReadOnlySpan<byte> text)
    {
        if (_steps is not null && SecretText.GradeOf(text) is > SecretGrade.None and var grade)
            _steps.Secret(grade, "what a tool answers", _now);
    }

    private static bool IsCommand(ToolCall call, int value)
    {
        if (call.Value(value).IsEmpty)
            return false;
        return Words.IsOneOf(call.Key(value), "command cmd commands script shell bash shell_command cmdline command_line terminal exec text input"u8)
            || (Words.HoldsOneOf(call.Name, "bash shell exec terminal command run_"u8)
                && !Words.IsOneOf(call.Key(value), "cwd workdir working_directory description timeout path content reason explanation"u8));
    }

    private void Commands(ReadOnlySpan<byte> text)
    {
        _shell.Read(text[..Math.Min(text.Length, LongestCommand)]);
        // What is substituted stands behind the command that sends it, and comes first.
        for (var i = 0; i < _shell.Count; i++)
        {
            var isSifted = _shell[i].FeedsPipe && i + 1 < _shell.Count && FileCommands.SiftsHarmless(_shell, _shell[i + 1]);
            Read(_shell[i], FileCommands.Program(_shell, _shell[i]), isSifted);
        }

        var isDecoded = false;
        for (var i = 0; i < _shell.Count; i++)
        {
            ref readonly var command = ref _shell[i];
            var at = FileCommands.Program(_shell, command);
            isDecoded = (command.TakesPipe && isDecoded) || FileCommands.Decodes(_shell, command, at);
            Command(command, at, isDecoded, text);
            if (FileCommands.RunsLater(_shell, command, at))
                RunLater(text);
        }
    }

    private void Command(scoped in ShellCommand command, int at, bool isDecoded, ReadOnlySpan<byte> text)
    {
        var line = _shell.Line(command, at);
        if (Reconnaissance.BitOf(_shell, command, at) is not 0 and var bit)
            _steps!.Look(bit, Show(line), _now);
        var isNetwork = NetworkCommand.TryRead(_shell, command, at, out var network);
        if (isNetwork)
            Sent(network, command, at, line);
        var saved = network.SavedAs;
        if (saved.IsEmpty)
            saved = FileCommands.Target(_shell, command, at);
        if (!saved.IsEmpty)
        {
            // What a fetch feeds to another program, that one writes.
            var origin = isDecoded ? FileOrigin.Decoded : isNetwork ? FileOrigin.Downloaded : FileOrigin.Written;
            Save(saved, origin, text, isUnsafe: network.IsPlain || network.Transfer.IsDrop, line);
        }

        if (FileCommands.MadeProgram(_shell, command, at) is { IsEmpty: false } program)
            _steps!.MakeProgram(NameOf(program));
        if (FileCommands.Run(_shell, command, at, out var byShell) is { IsEmpty: false } run)
            Tell(_steps!.Run(NameOf(run), byShell, _call, Show(line), _now));
    }

    // Whatever file is named where something is made to run later, is run.
    private void RunLater(ReadOnlySpan<byte> text)
    {
        foreach (var range in text.SplitAny(" \t\n\"'=;()"u8))
        {
            var word = text[range];
            if (word.IndexOf((byte)'/') >= 0 && !FileCommands.IsStart(word))
                Tell(_steps!.Run(NameOf(word), byShell: true, _call, Show(word), _now));
        }
    }

    private void Read(scoped in ShellCommand command, int at, bool isSifted)
    {
        var line = _shell.Line(command, at);
        var grade = FileCommands.Reads(_shell, command, at) ? secrets.GradeOf(line) : SecretGrade.None;
        if (grade == SecretGrade.None && !isSifted && FileCommands.TellsSecrets(_shell, command, at))
            grade = SecretGrade.Everyday;
        if (grade != SecretGrade.None)
            _steps!.Secret(grade, Show(line), _now);
    }

    // What sends a file reads it first.
    private void Sent(in NetworkCommand network, scoped in ShellCommand command, int at, ReadOnlySpan<byte> line)
    {
        for (var i = at + 1; i < command.Words && network.Transfer.Data == DataGrade.Carried; i++)
        {
            // The key that it logs in with stays here.
            if (!NetworkCommand.IsIdentity(_shell.Word(command, i - 1)) && secrets.GradeOf(_shell.Word(command, i)) is > SecretGrade.None and var grade)
                _steps!.Secret(grade, Show(_shell.Word(command, i)), _now);
        }

        Tell(_steps!.Send(network.Transfer, Show(line), _now));
    }

    private void ByName(ToolCall call)
    {
        var kind = ToolKinds.Of(call);
        if (kind == ToolKind.Read && GradeOfFile(ToolKinds.Path(call)) is > SecretGrade.None and var grade)
            _steps!.Secret(grade, Show(ToolKinds.Path(call)), _now);
        if (ToolKinds.Variable(call) is { IsEmpty: false } variable && SecretText.IsSecretName(variable))
            _steps!.Secret(SecretGrade.Credential, Show(variable), _now);
        if (kind == ToolKind.Write && FileCommands.IsStart(ToolKinds.Path(call)))
            RunLater(ToolKinds.Content(call));
        if (kind == ToolKind.Write)
            Save(ToolKinds.Path(call), FileOrigin.Written, ToolKinds.Content(call), isUnsafe: false, ToolKinds.Path(call));
        if (kind is ToolKind.Send or ToolKind.Fetch)
        {
            var transfer = ToolKinds.TransferOf(call);
            if (ToolKinds.Path(call) is { IsEmpty: false } path && ToolKinds.Address(call) is { IsEmpty: false } address && transfer.Data == DataGrade.None)
                Save(path, FileOrigin.Downloaded, default, Destination.IsDrop(Destination.HostOf(address)) || address.StartsWith("http:"u8), address);
            Tell(_steps!.Send(transfer, Show(ToolKinds.Address(call) is { IsEmpty: false } to ? to : call.Name), _now));
        }
    }

    // A file that is named by itself, in words that name one.
    private SecretGrade GradeOfFile(ReadOnlySpan<byte> path)
    {
        Span<byte> words = stackalloc byte[LongestPath + 4];
        path = path[..Math.Min(path.Length, LongestPath)];
        "cat "u8.CopyTo(words);
        path.CopyTo(words[4..]);
        return secrets.GradeOf(words[..(path.Length + 4)]);
    }

    private void Save(ReadOnlySpan<byte> path, FileOrigin origin, ReadOnlySpan<byte> content, bool isUnsafe, ReadOnlySpan<byte> shown)
    {
        if (path.IsEmpty || path.StartsWith("/dev/null"u8))
            return;
        _steps!.Save(new SavedFile(NameOf(path), origin)
        {
            IsTemporary = FileCommands.IsTemporary(path),
            IsHidden = FileCommands.IsHidden(path),
            IsUnsafe = isUnsafe,
            Reaches = FileCommands.Reaches(content),
            Call = _call,
            At = _now,
            Shown = Show(shown),
        });
    }

    private void Tell(Sequence? sequence)
    {
        if (sequence is { } told && _told++ < MostTold && detector.Sequence(_context!, told, _now) is { } detected)
            found.Add(detected);
    }

    private string Show(ReadOnlySpan<byte> text) => detector.Redactor.Show(text, Shown);

    private static ulong NameOf(ReadOnlySpan<byte> path) => JsonStrings.KeyOf(Words.Name(path));
}
