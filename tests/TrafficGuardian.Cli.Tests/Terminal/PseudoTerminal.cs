using System.Text.Json;

namespace TrafficGuardian.Cli.Tests.Terminal;

/// <summary>Plays a user at a terminal: python3 makes the terminal, waits for texts and types keys.</summary>
internal static class PseudoTerminal
{
    private const string Player = """
        import json, os, pty, select, sys
        steps, command = json.loads(sys.argv[1]), sys.argv[2:]
        pid, terminal = pty.fork()
        if pid == 0:
            os.execvp(command[0], command)
        seen, place = "", 0
        def read():
            global seen
            if not select.select([terminal], [], [], 50)[0]:
                print(seen); print("TIMED OUT"); os.kill(pid, 9); sys.exit(99)
            try:
                piece = os.read(terminal, 4096)
            except OSError:
                return False
            seen += piece.decode("utf-8", "replace")
            return len(piece) > 0
        for kind, text in steps:
            if kind == "type":
                os.write(terminal, text.encode())
                continue
            while seen.find(text, place) < 0:
                if not read():
                    print(seen); print("ENDED BEFORE", text); sys.exit(98)
            place = seen.find(text, place) + len(text)
        while read():
            pass
        print(seen)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """;

    /// <param name="home">The environment.</param>
    /// <param name="steps">What to wait for and what to type, in turn: <c>expect</c> or <c>type</c>, and the text.</param>
    /// <param name="command">What runs at the terminal.</param>
    /// <returns>Everything that was shown, and the command's exit code.</returns>
    public static async Task<CliResult> PlayAsync(TestHome home, (string Kind, string Text)[] steps, params string[] command)
    {
        Tools.Need("python3");
        var script = JsonSerializer.Serialize(steps.Select(step => (string[])[step.Kind, step.Text]).ToArray());
        using var player = CliProcess.StartProgram(home, "python3", ["-c", Player, script, .. command]);
        return await player.FinishAsync();
    }
}
