namespace TrafficGuardian.Monitor.Platforms;

/// <summary>
/// How a whole machine is made to trust the CA, which nothing here ever does: the commands, for whoever has read what it
/// means and typed that he wants it, and the way back.
/// </summary>
public static class SystemTrustText
{
    /// <summary>What has to be typed.</summary>
    public const string Phrase = "trust this CA on the whole machine";

    /// <summary>What is to be read before; names no command.</summary>
    public static string Question(string fingerprint) =>
        $"""
        Every program of every user on this machine would trust the CA
          SHA-256 {fingerprint}
        and whoever gets hold of its key could stand in for any server towards all of them. Traffic Guardian does not need
        it: 'run --https' and 'env' give trust to one process. Nothing will be run; the commands are printed, to be run by
        an administrator. To see them, type: {Phrase}

        """;

    /// <summary>The commands, lines ended by a line feed.</summary>
    /// <param name="certificate">The CA's certificate, absolute.</param>
    /// <param name="fingerprint">SHA-256 in upper-case hexadecimal, a colon between bytes.</param>
    public static string Commands(string certificate, string fingerprint)
    {
        var file = EnvironmentExport.ShellQuote(certificate);
        return $"""
            Debian, Ubuntu
              sudo install -m 644 {file} /usr/local/share/ca-certificates/traffic-guardian.crt
              sudo update-ca-certificates
            to undo it
              sudo rm /usr/local/share/ca-certificates/traffic-guardian.crt
              sudo update-ca-certificates --fresh

            Fedora, RHEL
              sudo install -m 644 {file} /etc/pki/ca-trust/source/anchors/traffic-guardian.pem
              sudo update-ca-trust
            to undo it
              sudo rm /etc/pki/ca-trust/source/anchors/traffic-guardian.pem
              sudo update-ca-trust

            macOS
              sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain {file}
            to undo it
              sudo security remove-trusted-cert -d {file}
              sudo security delete-certificate -Z {fingerprint.Replace(":", "", StringComparison.Ordinal)} /Library/Keychains/System.keychain

            Undo it before 'ca remove': afterwards the certificate's file is gone.

            """;
    }
}
