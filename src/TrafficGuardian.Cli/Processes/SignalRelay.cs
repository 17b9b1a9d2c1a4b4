using System.Runtime.InteropServices;

namespace TrafficGuardian.Cli.Processes;

/// <summary>
/// Hands the signals that reach this process on to the program it runs.
/// <para>
/// Interrupt and quit are the two that a terminal sends to the whole foreground group, which the program is part of:
/// it would get them twice, and many programs take a second interrupt for "at once". So they are handed on only while
/// our group is not the terminal's foreground group; then somebody sent them to us alone. What can't be told apart is
/// an interrupt sent by <c>kill</c> to a foreground job; it does not reach the program, and no more does it end us.
/// </para>
/// <para>
/// It lasts as long as the process: the runtime delivers a signal a little after it came, and one that came together with
/// the program's end must not meet the default action, which would end us with another exit code than the program's.
/// </para>
/// </summary>
internal static class SignalRelay
{
    // Held for good: a registration that is collected ends.
    private static readonly List<PosixSignalRegistration> Registrations = [];

    /// <summary>Hands signals on to this program from here on.</summary>
    public static void To(ChildProcess child)
    {
        foreach (var signal in (int[])[Signal.Hangup, Signal.Terminate, Signal.User1, Signal.User2, Signal.WindowChanged, Signal.Continue])
        {
            Register(signal, () => child.Signal(signal));
        }

        foreach (var signal in (int[])[Signal.Interrupt, Signal.Quit])
        {
            Register(signal, () =>
            {
                if (!ControllingTerminal.IsOurs())
                {
                    child.Signal(signal);
                }
            });
        }
    }

    private static void Register(int signal, Action pass)
    {
        // What was ignored when we were started stays so, for us and for the program, which inherits it.
        if (Signal.IsIgnored(signal))
        {
            return;
        }

        Registrations.Add(PosixSignalRegistration.Create((PosixSignal)signal, context =>
        {
            context.Cancel = true;
            pass();
        }));
    }
}
