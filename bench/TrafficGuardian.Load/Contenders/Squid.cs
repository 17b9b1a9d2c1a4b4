using System.Diagnostics;

namespace TrafficGuardian.Load.Contenders;

/// <summary>squid as forward proxy that caches and logs nothing.</summary>
internal class Squid : Contender
{
    public static string? Executable => Find("squid");

    public override string Name => "squid";

    protected override ProcessStartInfo? Command()
    {
        // As root, squid becomes another user, who has to read the file and write beside it.
        string folder = Folder.FullName;
        if (Environment.UserName == "root")
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        }

        string config = Write("squid.conf", $"""
            {Port()}
            http_access allow localhost
            http_access deny all
            cache deny all
            access_log none
            cache_log {folder}/cache.log
            cache_store_log none
            pid_filename none
            coredump_dir {folder}
            shutdown_lifetime 0 seconds
            pinger_enable off
            max_filedescriptors 10000

            """);
        if (Environment.UserName == "root")
        {
            File.SetUnixFileMode(config, (UnixFileMode)0b110_100_100);
        }

        return new ProcessStartInfo(Executable!, ["-N", "-f", config]) { RedirectStandardError = true, UseShellExecute = false };
    }

    /// <summary>How it listens.</summary>
    protected virtual string Port() => $"http_port {Endpoint}";
}
