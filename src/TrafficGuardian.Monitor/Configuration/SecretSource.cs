using System.Text;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Configuration;

/// <summary>Reads secrets from where the configuration says they are. They stay in memory.</summary>
internal static class SecretSource
{
    private const int Longest = 65_536;

    /// <summary>Reads one secret: an environment variable's value, or a file's content without the line feed at its end.</summary>
    /// <param name="env">The variable's name, or null.</param>
    /// <param name="file">The file's path, or null; one of the two is given.</param>
    /// <param name="context">The environment, and what a relative path is relative to.</param>
    /// <param name="fault">What is wrong and the remedy, never quoting the secret; null where it was read.</param>
    public static string? Read(string? env, string? file, PlatformContext context, out (string Message, string Remedy)? fault)
    {
        fault = null;
        if (env is not null)
        {
            if (context.Variable(env) is { } value)
            {
                return Clean(value, out fault);
            }

            fault = ($"names the environment variable {env}, which is not set", "set it for this process, or leave the entry out");
            return null;
        }

        var path = context.Resolve(file!);
        if (StateGuard.SecretFault(path) is { } guardFault)
        {
            fault = ("names a file that is not safe to use", guardFault);
            return null;
        }

        if (ForeignFile.Read(path, Longest, out var readFault) is not { } content)
        {
            fault = ($"names a file that {readFault}", $"make {path} a readable file, or leave the entry out");
            return null;
        }

        return Clean(Encoding.UTF8.GetString(content).TrimEnd('\n', '\r'), out fault);
    }

    private static string? Clean(string secret, out (string Message, string Remedy)? fault)
    {
        fault = secret.Length == 0 ? ("names a place that holds nothing", "put the secret there, or leave the entry out") : null;
        return fault is null ? secret : null;
    }
}
