namespace TrafficGuardian.Monitor.Platforms;

/// <summary>For whom variables are written.</summary>
public enum ExportFormat
{
    /// <summary>POSIX shells: <c>eval "$(…)"</c>.</summary>
    Sh,

    /// <summary>fish: <c>… | source</c>.</summary>
    Fish,

    /// <summary>PowerShell: <c>… | Invoke-Expression</c>.</summary>
    Powershell,

    /// <summary>A <c>.env</c> file, as dotenv libraries read it.</summary>
    Dotenv,

    /// <summary>A file for <c>docker run --env-file</c>, which knows no quotes.</summary>
    Docker,

    /// <summary>An <c>environment:</c> block of a Compose service.</summary>
    Compose,

    /// <summary><c>Environment=</c> lines of a systemd unit (systemd.exec(5)).</summary>
    Systemd,

    /// <summary>One JSON object, names to values.</summary>
    Json,
}
