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
/// </summary>
internal sealed class SignalRelay : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];

    public SignalRelay(ChildProcess child)
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

    public void Dispose() => _registrations.ForEach(r => r.Dispose());

    private void Register(int signal, Action pass)
    {
        // What was ignored when we were started stays so, for us and for the program, which inherits it.
        if (Signal.IsIgnored(signal))
        {
            return;
        }

        _registrations.Add(PosixSignalRegistration.Create((PosixSignal)signal, context =>
        {
            context.Cancel = true;
            pass();
        }));
    }
}
