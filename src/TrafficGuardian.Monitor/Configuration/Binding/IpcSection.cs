using TrafficGuardian.Monitor.Configuration.Network;
using TrafficGuardian.Monitor.Configuration.Reading;

namespace TrafficGuardian.Monitor.Configuration.Binding;

/// <summary><c>ipc</c>: checked; no function in this version.</summary>
internal static class IpcSection
{
    public static IpcConfig Read(ObjectReader section, BindingScope scope)
    {
        var root = section.Text("root");
        var addresses = section.Object("group_addresses");
        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (address, group) in addresses.Members())
        {
            if (EndpointText.Address(address) is null)
            {
                scope.Problems.Add(group, "ipc.group_addresses", "has a key that is not an address", "write the client's address as the key, the group's folder as the value");
            }
            else if (group.Kind != ConfigNodeKind.Text || !IsGroup(group.Text))
            {
                scope.Problems.Add(group, $"ipc.group_addresses.{address}", "is not a group's folder name", "write letters, digits, '-' and '_', 64 at most");
            }
            else
            {
                groups[address] = group.Text;
            }
        }

        var config = new IpcConfig { Root = root, GroupAddresses = groups, FindingsScope = section.Choice("findings_scope", "own", "all") ?? "own" };
        section.Finish();
        if (root is not null || groups.Count > 0)
        {
            scope.Warnings.Add("ipc has no effect in this version");
        }

        return config;
    }

    private static bool IsGroup(string name) =>
        name.Length is > 0 and <= 64 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
