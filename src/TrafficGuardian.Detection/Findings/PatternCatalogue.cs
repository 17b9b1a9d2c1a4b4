using System.Diagnostics.CodeAnalysis;

namespace TrafficGuardian.Detection.Findings;

/// <summary>Every pattern name that a finding can carry.</summary>
public static class PatternCatalogue
{
    /// <summary>The pattern of values that the operator named; its rules are made at run time, never read from a file.</summary>
    public const string KnownValue = "known_value";

    /// <summary>The pattern of private keys.</summary>
    public const string PrivateKey = "private_key_pem";

    /// <summary>The pattern of what can't be read; it has causes (<see cref="UninspectableCause"/>) in the place of rules.</summary>
    public const string Uninspectable = "uninspectable_content";

    /// <summary>The pattern of requests that stay inside; it has kinds of networks in the place of rules.</summary>
    public const string PrivateDestination = "private_destination";

    /// <summary>The pattern of tools that are not what they say; one of its findings comes from no rule.</summary>
    public const string ToolPoisoning = "tool_poisoning";

    /// <summary>The pattern of steps that together look like an attack; its rules are code, not files.</summary>
    public const string Sequence = "suspicious_sequence";

    /// <summary>The pattern of credentials of services that are no AI providers.</summary>
    public const string VendorCredential = "vendor_credential";

    /// <summary>The pattern of writes to social accounts; it has services in the place of rules.</summary>
    public const string SocialWrite = "social_account_mutation";

    /// <summary>The pattern of data in host names; its rules are code, not files.</summary>
    public const string HostName = "hostname_exfil";

    /// <summary>All patterns, outbound ones first.</summary>
    public static IReadOnlyList<PatternInfo> All { get; } =
    [
        Secret("ai_api_key", "A key of an AI provider is leaving to a place that is not the provider's own."),
        Secret("aws_access_key_id", "The id of an AWS access key is leaving; its secret is often next to it."),
        Secret(PrivateKey, "A private key, or its header, is leaving."),
        Shown("ssh_key_path", "The path of an SSH private key is named in what the agent sends."),
        Shown("sensitive_unix_path", "The path of a file with accounts, passwords or system secrets is named in what the agent sends."),
        Shown("dotenv_path", "The path of an environment file, where secrets are commonly kept, is named in what the agent sends."),
        Shown("cloud_credential_path", "The path of a cloud tool's credentials is named in what the agent sends."),
        Shown("gateway_credential_path", "The path of an agent platform's own configuration or tokens is named in what the agent sends."),
        Shown("whatsapp_session_path", "The path of a WhatsApp session, which is worth as much as the account, is named in what the agent sends."),
        Secret(VendorCredential, "A credential of a service that is no AI provider is leaving."),
        Secret(KnownValue, "A value that the operator named as secret is leaving."),
        Secret("jwt", "A signed token (JSON Web Token) is leaving."),
        Secret("credential_in_url", "A URL with a user name and password in it is leaving."),
        Secret(HostName, "A host name carries data in its labels."),
        Shown(PrivateDestination, "A request goes to this machine, a private network or a metadata service."),
        Secret("financial_identifier", "A card or account number is leaving."),
        Secret("seed_phrase", "The recovery words of a wallet are leaving."),
        Shown(Uninspectable, "Something passed that can't be read: a frame or encoding that is wrong where it stands, or TLS that could not be opened."),
        Command("pipe_to_shell", "A command that downloads something and hands it to a shell came in."),
        Command("shell_exec_flag", "A command that makes an interpreter run its argument came in."),
        Command("reverse_shell", "A command that opens a shell to a remote machine came in."),
        Command("destructive_remove", "A command that deletes or overwrites without asking came in."),
        Command("ssh_authorized_keys", "A command that lets somebody log in with their own SSH key came in."),
        Command("prompt_injection", "Text that tells the agent to disregard its instructions came in."),
        Command("hidden_instruction", "An instruction that a reader would not see came in."),
        Command("obfuscated_command", "A command that is encoded so as not to be recognised came in."),
        Command(ToolPoisoning, "A tool's description that commands the agent came in."),
        Command(Sequence, "Several steps of a session together look like an attack."),
        new(SocialWrite, ThreatType.PolicyReview, MatchIsSecret: true, "The agent writes to a social account: a record for the operator's review (OpenClaw only)."),
    ];

    private static readonly Dictionary<string, PatternInfo> ByName = All.ToDictionary(static p => p.Name, StringComparer.Ordinal);

    /// <summary>Looks a name up.</summary>
    public static bool TryGet(string name, [NotNullWhen(true)] out PatternInfo? pattern) => ByName.TryGetValue(name, out pattern);

    private static PatternInfo Secret(string name, string meaning) => new(name, ThreatType.Exfil, MatchIsSecret: true, meaning);

    private static PatternInfo Shown(string name, string meaning) => new(name, ThreatType.Exfil, MatchIsSecret: false, meaning);

    private static PatternInfo Command(string name, string meaning) => new(name, ThreatType.Injection, MatchIsSecret: false, meaning);
}
