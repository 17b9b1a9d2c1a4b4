using System.Security;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>
/// The files by which a service manager keeps a monitor running for its user. Printed, installed by nobody but the operator.
/// </summary>
public static class ServiceFiles
{
    /// <summary>systemd's service (systemd.service(5), systemd.exec(5)).</summary>
    public static string Systemd(ServiceRequest request)
    {
        var name = request.Name;
        return $"""
            # ~/.config/systemd/user/{name}.service
            [Unit]
            Description=Traffic Guardian for {request.Platform.Name()}: watches an agent's traffic, blocks none
            Requires={name}.socket
            After={name}.socket

            [Service]
            Type=notify
            NotifyAccess=main
            {string.Concat(request.Environment.Select(variable => $"Environment={EnvironmentExport.SystemdQuote($"{variable.Name}={variable.Value}")}\n"))}ExecStart={string.Join(' ', request.Command.Select(Argument))}
            ExecReload=/bin/kill -HUP $MAINPID
            Restart=on-failure
            RestartSec=1
            TimeoutStopSec=30
            WatchdogSec=60
            UMask=0077

            # It writes in its home and nowhere else. In a user's service manager the rest needs the user namespace, in which
            # root's files can't be told from strangers': files that the configuration names have to be this user's own.
            PrivateUsers=yes
            ProtectSystem=strict
            ReadWritePaths={string.Join(' ', request.Writable.Select(path => EnvironmentExport.SystemdQuote("-" + path)))}
            PrivateTmp=yes
            PrivateDevices=yes
            NoNewPrivileges=yes
            CapabilityBoundingSet=
            KeyringMode=private
            LockPersonality=yes
            ProtectClock=yes
            ProtectControlGroups=yes
            ProtectHostname=yes
            ProtectKernelLogs=yes
            ProtectKernelModules=yes
            ProtectKernelTunables=yes
            ProtectProc=invisible
            RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
            RestrictNamespaces=yes
            RestrictRealtime=yes
            RestrictSUIDSGID=yes
            SystemCallArchitectures=native
            SystemCallFilter=@system-service
            SystemCallErrorNumber=EPERM

            [Install]
            WantedBy=default.target

            """;
    }

    /// <summary>
    /// systemd's sockets (systemd.socket(5)): they stay while the service is restarted, and connections wait at them. One unit has one
    /// name for all its sockets, so several are told apart by their addresses.
    /// </summary>
    public static string SystemdSocket(ServiceRequest request) =>
        $"""
        # ~/.config/systemd/user/{request.Name}.socket
        [Unit]
        Description=Traffic Guardian for {request.Platform.Name()}: where it listens

        [Socket]
        {string.Concat(request.Sockets.Select(socket => $"ListenStream={socket.Listen}\n"))}{(request.Sockets.Count == 1 ? $"FileDescriptorName={request.Sockets[0].Name}\n" : "")}# A bridge may come up later than this unit.
        FreeBind=yes

        [Install]
        WantedBy=sockets.target

        """;

    /// <summary>launchd's agent (launchd.plist(5)).</summary>
    public static string Launchd(ServiceRequest request) =>
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
        <!-- ~/Library/LaunchAgents/{request.Name}.plist -->
        <plist version="1.0">
        <dict>
          <key>Label</key><string>{request.Name}</string>
          <key>ProgramArguments</key>
          <array>
        {Indented(request.Command.Select(argument => $"<string>{SecurityElement.Escape(argument)}</string>"))}
          </array>
        {(request.Environment.Count == 0 ? "" : $"  <key>EnvironmentVariables</key>\n  <dict>\n{Indented(request.Environment.Select(variable => $"<key>{variable.Name}</key><string>{SecurityElement.Escape(variable.Value)}</string>"))}\n  </dict>\n")}  <key>Sockets</key>
          <dict>
        {Indented(request.Sockets.Select(socket => $"<key>{socket.Name}</key><dict><key>SockNodeName</key><string>{socket.Listen.Address}</string><key>SockServiceName</key><string>{socket.Listen.Port}</string><key>SockType</key><string>stream</string></dict>"))}
          </dict>
          <key>RunAtLoad</key><true/>
          <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
          <key>ProcessType</key><string>Background</string>
          <key>ExitTimeOut</key><integer>30</integer>
          <key>Umask</key><integer>63</integer>
        </dict>
        </plist>

        """;

    private static string Indented(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => "    " + line));

    // Inside quotes systemd undoes C escapes, then %-specifiers, then $VARIABLES.
    private static string Argument(string argument) => EnvironmentExport.SystemdQuote(argument).Replace("$", "$$", StringComparison.Ordinal);
}
