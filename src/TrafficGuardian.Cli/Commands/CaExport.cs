using System.CommandLine;
using TrafficGuardian.Monitor.State;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>ca export</c>: the certificate, for whoever is to trust it. Never the key.</summary>
internal static class CaExport
{
    private const int LongestFile = 1024 * 1024;

    public static Command Create(CliContext context, CommonOptions common)
    {
        var output = new Option<string?>("--output") { Description = "Where to. Default: standard output", HelpName = "FILE" };
        var command = new Command("export", "Write the CA's certificate as PEM; the key stays where it is") { output };
        command.SetAction(parsed =>
        {
            var platform = common.Resolve(parsed);
            var pem = PemCertificates.Write(CaCommand.Certificate(CaCommand.Paths(platform), ExitCodes.Failed).Chain);
            if (parsed.GetValue(output) is { Length: > 0 } file)
            {
                Write(Path.GetFullPath(file), platform.Home, pem);
                context.Error.WriteLine($"traffic-guardian: the certificate is in {file}.");
            }
            else
            {
                context.Out.Write(pem);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>A certificate is for everybody to read. What stands there and is none is somebody's, and stays.</summary>
    private static void Write(string path, string home, string pem)
    {
        if (path.StartsWith(home + "/", StringComparison.Ordinal))
        {
            throw new CommandFailure(ExitCodes.Failed, $"{path}: lies in the home, where files are for you alone. Name a file outside it.");
        }

        var old = ForeignFile.Read(path, LongestFile, out _);
        var isExport = old is not null && old.AsSpan().StartsWith("-----BEGIN CERTIFICATE-----"u8) && old.AsSpan().IndexOf("PRIVATE KEY"u8) < 0;
        if (!isExport && Path.Exists(path))
        {
            throw new CommandFailure(ExitCodes.Failed, $"{path}: something is there that is no certificate. Name another file.");
        }

        var temporary = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            };
            using (var writer = new StreamWriter(temporary, options))
            {
                writer.Write(pem);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            SafeFile.Remove(temporary);
            throw new CommandFailure(ExitCodes.Failed, $"{path}: can't be written. Check the folder's rights and the free space, or name another file.");
        }
    }
}
