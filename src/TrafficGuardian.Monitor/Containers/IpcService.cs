using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Disclosure;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Containers;

/// <summary>Visits the groups' folders in turn, a few requests each, so that none waits for another's flood.</summary>
internal sealed class IpcService(IpcConfig config, DisclosureDesk desk, TimeProvider time)
{
    private const int MostNames = 65_536;
    private const int MostGroups = 16_384;
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(100);

    private readonly IpcCounters _counters = new();
    private readonly Dictionary<string, GroupInbox> _groups = new(StringComparer.Ordinal);
    private int _next;
    private string? _fault;
    private SharedFolder? _claim;
    private ulong _claimed;

    public IpcStatus Status() => _counters.Status();

    /// <summary>One round. Called by one thread at a time.</summary>
    /// <param name="stopping">Whether it is the last.</param>
    public void Tick(bool stopping = false)
    {
        using var root = SharedFolder.Open(config.Root!, out var error);
        var isOurs = root is not null && Claim(root.Status().Inode);
        NoteFault(error != 0 ? IpcFault.Of(error) : isOurs ? null : IpcFault.AnotherMonitor);
        if (root is null || !isOurs)
        {
            _counters.Groups(0);
            return;
        }

        Visit(root, stopping);
        if (stopping)
        {
            Release();
        }
    }

    private void Visit(SharedFolder root, bool stopping)
    {
        var names = root.Names(MostNames, GroupName.IsValid, MostGroups);
        _counters.Groups(names.Count);
        Forget(names);
        names.Sort(StringComparer.Ordinal);
        var began = time.GetTimestamp();
        for (var i = 0; i < names.Count; i++)
        {
            Inbox(names[(_next + i) % names.Count]).Visit(root, stopping);
            if (time.GetElapsedTime(began) > Budget)
            {
                // Whoever was not visited is the first of the next round.
                _next = (_next + i + 1) % names.Count;
                return;
            }
        }

        _next = names.Count == 0 ? 0 : (_next + 1) % names.Count;
    }

    private GroupInbox Inbox(string group)
    {
        if (!_groups.TryGetValue(group, out var inbox))
        {
            _groups[group] = inbox = new GroupInbox(group, Audience.Of(config, group), desk, _counters, time);
        }

        return inbox;
    }

    /// <summary>What a group used up is forgotten when the group has been gone for as long as anything of it is remembered.</summary>
    private void Forget(List<string> present)
    {
        if (_groups.Count <= present.Count)
        {
            return;
        }

        var now = time.GetUtcNow();
        foreach (var gone in _groups.Where(group => now - group.Value.Seen > ContainerRequest.Lifetime).Select(static group => group.Key).Except(present, StringComparer.Ordinal).ToList())
        {
            _groups.Remove(gone);
        }
    }

    /// <summary>
    /// Of two monitors on one folder one answers: with two, each would take some of a group's requests, and tell it half of what was found.
    /// </summary>
    private bool Claim(ulong inode)
    {
        if (_claim is not null && _claimed == inode)
        {
            return true;
        }

        Release();
        var claim = SharedFolder.Open(config.Root!, out _);
        if (claim is null || !claim.TryLock())
        {
            claim?.Dispose();
            return false;
        }

        (_claim, _claimed) = (claim, claim.Status().Inode);
        return true;
    }

    private void Release()
    {
        _claim?.Dispose();
        _claim = null;
    }

    private void NoteFault(string? fault)
    {
        if (fault is not null && fault != _fault)
        {
            _counters.Fault(fault);
        }

        _fault = fault;
    }
}
