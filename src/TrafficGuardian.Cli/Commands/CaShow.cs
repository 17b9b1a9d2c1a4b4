using System.CommandLine;
using System.Globalization;
using TrafficGuardian.Cli.Output;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>ca show</c>: what the CA is, and whether it can be used.</summary>
internal static class CaShow
{
    public static Command Create(CliContext context, CommonOptions common)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("show", "Show the CA: fingerprint, validity, limits, files") { json };
        command.SetAction(parsed =>
        {
            var platform = common.Resolve(parsed);
            var paths = CaCommand.Paths(platform);
            var now = context.Time.GetUtcNow();
            var certificate = CaCommand.Certificate(paths, ExitCodes.Failed);
            using var authority = Authority.Read(paths, now, out var faults);
            string[] notices = [.. certificate.Notices(now)];
            if (parsed.GetValue(json))
            {
                WriteJson(context.Out, platform, paths, certificate, faults, notices);
            }
            else
            {
                WriteText(context.Out, platform, paths, certificate);
                WriteFaults(context.Error, faults, notices);
            }

            return faults.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    /// <summary>The CA for people.</summary>
    internal static void WriteText(TextWriter writer, PlatformContext platform, AuthorityPaths paths, AuthorityCertificate certificate)
    {
        var home = new StateHome(platform);
        var table = new TextTable("SHA-256", certificate.FingerprintText);
        table.Add("subject", certificate.Subject);
        table.Add("valid", $"{Time(certificate.NotBefore)} to {Time(certificate.NotAfter)}");
        table.Add("vouches for", Limits(certificate.Constraints.Permitted, "every host"));
        if (Limits(certificate.Constraints.Excluded, "") is { Length: > 0 } excluded)
        {
            table.Add("but not for", excluded);
        }

        table.Add("certificate", paths.Certificate);
        table.Add("private key", paths.PrivateKey);
        table.Add("bundle", home.CaBundle);
        table.Add("for Java", home.CaTrustStore);
        table.WriteTo(writer);
    }

    private static void WriteFaults(TextWriter error, IReadOnlyList<AuthorityFault> faults, IEnumerable<string> notices)
    {
        foreach (var fault in faults)
        {
            error.WriteLine($"traffic-guardian: it can't be used: {Place(fault)} {fault.Message}; {fault.Remedy}");
        }

        foreach (var notice in notices)
        {
            error.WriteLine($"traffic-guardian: warning: {notice}");
        }
    }

    private static void WriteJson(
        TextWriter writer, PlatformContext platform, AuthorityPaths paths, AuthorityCertificate certificate, IReadOnlyList<AuthorityFault> faults, string[] notices) =>
        JsonDocumentOut.Write(writer, json =>
        {
            var home = new StateHome(platform);
            json.WriteStartObject();
            json.WriteString("fingerprint_sha256", certificate.Fingerprint);
            json.WriteString("subject", certificate.Subject);
            json.WriteString("not_before", Time(certificate.NotBefore));
            json.WriteString("not_after", Time(certificate.NotAfter));
            json.WriteStrings("permitted_dns", certificate.Constraints.Permitted.DnsNames);
            json.WriteStrings("excluded_dns", certificate.Constraints.Excluded.DnsNames);
            json.WriteStrings("permitted_addresses", certificate.Constraints.Permitted.AddressTexts);
            json.WriteStrings("excluded_addresses", certificate.Constraints.Excluded.AddressTexts);
            json.WriteString("certificate", paths.Certificate);
            json.WriteString("private_key", paths.PrivateKey);
            json.WriteString("bundle", home.CaBundle);
            json.WriteString("truststore", home.CaTrustStore);
            json.WriteBoolean("usable", faults.Count == 0);
            json.WriteStrings("problems", faults.Select(fault => $"{Place(fault)} {fault.Message}; {fault.Remedy}"));
            json.WriteStrings("warnings", notices);
            json.WriteEndObject();
        });

    private static string Place(AuthorityFault fault) =>
        fault.Part == AuthorityPart.Certificate ? "https_inspection.ca_certificate" : "https_inspection.ca_private_key";

    private static string Limits(NameSubtrees subtrees, string none)
    {
        string[] limits = [.. subtrees.DnsNames, .. subtrees.AddressTexts, .. subtrees.NamesSubjects ? ["(subjects)"] : Array.Empty<string>()];
        return limits.Length == 0 ? none : string.Join(", ", limits);
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
