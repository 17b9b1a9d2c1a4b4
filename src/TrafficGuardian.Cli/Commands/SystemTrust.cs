using System.Text;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>setup --system-trust</c>: asks for a typed confirmation, then prints; never runs anything.</summary>
internal static class SystemTrust
{
    private const int LongestAnswer = 200;

    /// <exception cref="CommandFailure">There is no CA, or it was not confirmed.</exception>
    public static int Ask(PlatformContext platform, CliContext context)
    {
        var paths = CaCommand.Paths(platform);
        var certificate = CaCommand.Certificate(paths, ExitCodes.Usage);
        context.Error.Write(SystemTrustText.Question(certificate.FingerprintText));
        context.Error.Flush();
        if (ReadLine(context.Input()) != SystemTrustText.Phrase)
        {
            throw new CommandFailure(ExitCodes.Failed, "not confirmed; nothing is printed, and nothing has changed.");
        }

        context.Out.Write(SystemTrustText.Commands(paths.Certificate, certificate.FingerprintText));
        return ExitCodes.Done;
    }

    private static string ReadLine(Stream input)
    {
        using (input)
        {
            var line = new StringBuilder();
            while (line.Length <= LongestAnswer && input.ReadByte() is var read and >= 0 and not '\n')
            {
                line.Append((char)read);
            }

            return line.ToString().Trim();
        }
    }
}
