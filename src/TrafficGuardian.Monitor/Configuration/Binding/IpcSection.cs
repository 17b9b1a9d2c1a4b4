using TrafficGuardian.Monitor.Configuration.Network;
using TrafficGuardian.Monitor.Configuration.Reading;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Configuration.Binding;

/// <summary><c>ipc</c>.</summary>
internal static class IpcSection
{
    private const int OthersMayWrite = 0x2;

    public static IpcConfig Read(ObjectReader section, BindingScope scope)
    {
        var root = Root(section, scope);
        var addresses = section.Object("group_addresses");
        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (address, group) in addresses.Members())
        {
            if (EndpointText.Address(address) is null)
            {
                scope.Problems.Add(group, "ipc.group_addresses", "has a key that is not an address", "write the client's address as the key, the group's folder as the value");
            }
            else if (group.Kind != ConfigNodeKind.Text || !GroupName.IsValid(group.Text))
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
        if (scope.Context.Kind != PlatformKind.Nanoclaw && (root is not null || groups.Count > 0))
        {
            scope.Warnings.Add("ipc has no effect here: only NanoClaw's groups ask this way");
        }

        return config;
    }

    /// <summary>The folder, absolute; null where the key is missing or wrong.</summary>
    private static string? Root(ObjectReader section, BindingScope scope)
    {
        const string Key = "root";
        if (section.Text(Key) is not { } text)
        {
            return null;
        }

        var path = scope.Context.Resolve(text);
        if (PathText.IsWithin(path, scope.Context.Home) || PathText.IsWithin(scope.Context.Home, path))
        {
            section.Refuse(Key, "shares a folder with the state home, which no container may reach", "name NanoClaw's data/ipc folder, and a home outside it");
            return null;
        }

        if (scope.Context.Kind == PlatformKind.Nanoclaw && !OperatingSystem.IsWindows())
        {
            Judge(section, scope, Key, ForeignFile.FinalTarget(path) ?? path);
        }

        return path;
    }

    private static void Judge(ObjectReader section, BindingScope scope, string key, string path)
    {
        if (NativeFile.Status(path, out _) is not { } status)
        {
            scope.Warnings.Add("ipc.root does not exist yet; requests are answered once it does");
        }
        else if (!status.IsFolder)
        {
            section.Refuse(key, "is not a folder", "name NanoClaw's data/ipc folder");
        }
        else if (status.Owner != NativeFile.User && status.Owner != 0)
        {
            section.Refuse(key, "belongs to another user, who could exchange the groups' folders", "run the monitor as the user that runs NanoClaw");
        }
        else if ((status.Permissions & OthersMayWrite) != 0)
        {
            section.Refuse(key, "can be written by everybody, who could exchange the groups' folders", "run: chmod o-w on it");
        }
    }
}
