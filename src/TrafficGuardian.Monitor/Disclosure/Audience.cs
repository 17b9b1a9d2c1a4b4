using System.Net;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Configuration;

namespace TrafficGuardian.Monitor.Disclosure;

/// <summary>Who is told, and so which findings. Made from the configuration and a folder's name, never from a request.</summary>
public sealed class Audience
{
    private const string All = "all";
    private const string Own = "own";
    private const string Counts = "counts";

    private readonly HashSet<IPAddress> _addresses = [];

    private Audience(string scope) => Scope = scope;

    /// <summary>Sees every finding: the operator, and groups where <c>ipc.findings_scope</c> is <c>all</c>.</summary>
    public static Audience Everything { get; } = new(All);

    /// <summary>Sees how many findings there are, and none of them.</summary>
    public static Audience CountsOnly { get; } = new(Counts);

    /// <summary><c>own</c>, <c>all</c> or <c>counts</c>.</summary>
    public string Scope { get; }

    /// <summary>Whether findings themselves are told.</summary>
    public bool SeesFindings => Scope != Counts;

    /// <summary>A group's audience.</summary>
    /// <param name="ipc">The scope, and which address is which group.</param>
    /// <param name="group">The name of the group's folder.</param>
    public static Audience Of(IpcConfig ipc, string group)
    {
        if (ipc.FindingsScope == All)
        {
            return Everything;
        }

        var audience = new Audience(Own);
        foreach (var (address, name) in ipc.GroupAddresses)
        {
            if (name == group && Parse(address) is { } parsed)
            {
                audience._addresses.Add(parsed);
            }
        }

        return audience._addresses.Count == 0 ? CountsOnly : audience;
    }

    /// <summary>An audience for findings that were chosen for it already, as those of a snapshot are.</summary>
    /// <param name="scope">What the snapshot says its scope is; an unknown one counts as <c>counts</c>.</param>
    public static Audience Prepared(string? scope) => scope is Own or All ? new Audience(scope) : CountsOnly;

    /// <summary>Whether a finding enters this audience's counts, and is told where it tells findings.</summary>
    public bool Concerns(Finding finding) => Concerns(finding.Source);

    internal bool Concerns(string source) => _addresses.Count == 0 || (Parse(source) is { } address && _addresses.Contains(address));

    private static IPAddress? Parse(string text) =>
        !IPAddress.TryParse(text, out var address) ? null : address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
