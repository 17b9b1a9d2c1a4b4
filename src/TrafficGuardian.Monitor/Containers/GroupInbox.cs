using TrafficGuardian.Monitor.Disclosure;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Containers;

/// <summary>
/// One group's folder, in which a hostile agent may do anything at any time. A visit:
/// <list type="number">
/// <item>the group's folder and its <c>clawsec_traffic</c> are opened, no link followed; from then on everything is relative to what was opened;</item>
/// <item>a few of the request files are taken, read within bounds, removed, and answered into <c>clawsec_results</c> by rename;</item>
/// <item>once a minute, what nobody came for in 10 minutes is removed.</item>
/// </list>
/// </summary>
internal sealed class GroupInbox(string group, Audience audience, DisclosureDesk desk, IpcCounters counters, TimeProvider time)
{
    public const string RequestFolder = "clawsec_traffic";
    public const string ResultFolder = "clawsec_results";

    private const int MostAtOnce = 16;
    private const int MostNames = 65_536;
    private const int MostCleaned = 1_024;
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CleaningInterval = TimeSpan.FromMinutes(1);

    private readonly GroupLimits _limits = new(time);
    private string? _fault;
    private DateTimeOffset? _cleaned;
    private long _visited;
    private TimeSpan _rest;

    /// <summary>When the group was last there.</summary>
    public DateTimeOffset Seen { get; private set; }

    /// <summary>Takes up what is there, if it is time. Never throws for anything that lies in the folder.</summary>
    /// <param name="root">The IPC folder.</param>
    /// <param name="stopping">Whether requests are answered that nobody answers them any more.</param>
    public void Visit(SharedFolder root, bool stopping)
    {
        var began = time.GetTimestamp();
        if (stopping || time.GetElapsedTime(_visited, began) >= _rest)
        {
            VisitNow(root, stopping);
            _visited = time.GetTimestamp();

            // A folder that takes long, be it for what lies in it, has a twentieth of the time.
            _rest = TimeSpan.FromTicks(Math.Min(time.GetElapsedTime(began, _visited).Ticks * 19, LongestRest.Ticks));
        }
    }

    private void VisitNow(SharedFolder root, bool stopping)
    {
        Seen = time.GetUtcNow();
        using var folder = root.OpenFolder(group, out var error);
        if (folder is null)
        {
            NoteFault(error);
            return;
        }

        // Before there was a question there is no folder for it.
        using (var inbox = folder.OpenFolder(RequestFolder, out error))
        {
            NoteFault(error == NativeFile.NoEntry ? 0 : error);
            if (inbox is not null)
            {
                TakeAll(folder, inbox, stopping);
            }
        }

        if (!stopping && (_cleaned is null || Seen - _cleaned > CleaningInterval))
        {
            _cleaned = Seen;
            Clean(folder, RequestFolder, static _ => true);
            Clean(folder, ResultFolder, static name => RequestName.IdOf(name) is not null || SharedFolder.IsTemporary(name));
        }
    }

    private void TakeAll(SharedFolder folder, SharedFolder inbox, bool stopping)
    {
        foreach (var name in inbox.Names(MostNames, name => RequestName.IsMeantAsOne(name) && _limits.IsDue(name), MostAtOnce))
        {
            // Names that are no text can't be given back to the system as they were.
            if (RequestName.IdOf(name) is { } id)
            {
                Take(folder, inbox, name, id, stopping);
            }
            else
            {
                counters.Requested();
                counters.Refused(RefusalReason.Name);
                Remove(inbox, name);
            }
        }
    }

    private void Take(SharedFolder folder, SharedFolder inbox, string name, string id, bool stopping)
    {
        if (inbox.Status(name) is not { } status)
        {
            return;
        }

        if (IsOld(status))
        {
            Remove(inbox, name);
            counters.Cleaned();
            return;
        }

        if (status is { IsFile: true, Length: 0 } && !stopping && _limits.Wait(name))
        {
            return;
        }

        counters.Requested();
        if (!_limits.MayAsk())
        {
            Remove(inbox, name);
            var isTold = _limits.MayBeRefused();
            counters.Refused(isTold ? RefusalReason.RateLimited : RefusalReason.Flood);
            if (isTold)
            {
                Write(folder, id, Failure(Refusal.RateLimited));
            }

            return;
        }

        var content = RequestFile.Read(inbox, name, status, out var refusal);
        Remove(inbox, name);
        var request = refusal is null ? ContainerRequest.Parse(content, id, time.GetUtcNow(), out refusal) : null;
        refusal ??= stopping ? Refusal.Stopping : null;
        Answer(folder, id, request, refusal);
    }

    private void Answer(SharedFolder folder, string id, ContainerRequest? request, Refusal? refusal)
    {
        if (!_limits.IsNew(id))
        {
            refusal = Refusal.Replayed;
        }

        string? code = null;
        var answer = refusal is not null ? Failure(refusal) : desk.Answer(request!.Type, request.Parameters, audience, out code);
        if (refusal is null && !_limits.MayBeWritten(answer.Length))
        {
            answer = Failure(refusal = Refusal.RateLimited);
        }

        if (refusal is not null || code is not null)
        {
            counters.Refused(refusal?.Reason ?? (code == DisclosureErrorCode.Internal ? RefusalReason.Internal : RefusalReason.Invalid));
        }

        Write(folder, id, answer, keepOther: refusal == Refusal.Replayed);
    }

    /// <summary>Writes a result.</summary>
    /// <param name="folder">The group's folder.</param>
    /// <param name="id">The request's id.</param>
    /// <param name="answer">The result.</param>
    /// <param name="keepOther">Whether an answer that still lies there stays: it is to another question.</param>
    private void Write(SharedFolder folder, string id, byte[] answer, bool keepOther = false)
    {
        using var results = folder.OpenOrMakeFolder(ResultFolder, out var error);
        var name = RequestName.FileOf(id);
        if (results is not null && (!keepOther || results.Status(name) is null))
        {
            error = results.Replace(name, answer, time.GetUtcNow());
        }
        else if (results is not null)
        {
            return;
        }

        if (error == 0)
        {
            counters.Answered();
        }
        else
        {
            counters.Fault(IpcFault.Of(error));
        }
    }

    private void Remove(SharedFolder inbox, string name)
    {
        if (inbox.Remove(name) is not (0 or NativeFile.NoEntry) || name.Contains('\ufffd', StringComparison.Ordinal))
        {
            _limits.Ignore(name);
        }
    }

    private void Clean(SharedFolder folder, string child, Func<string, bool> isOurs)
    {
        using var opened = folder.OpenFolder(child, out _);
        foreach (var name in opened?.Names(MostNames, name => isOurs(name) && opened.Status(name) is { } status && IsOld(status), MostCleaned) ?? [])
        {
            if (opened!.Remove(name) == 0)
            {
                counters.Cleaned();
            }
        }
    }

    /// <summary>Whether nobody waits for it any more. A time to come that no honest file bears counts as past.</summary>
    private bool IsOld(NativeStatus status)
    {
        var now = time.GetUtcNow();
        return status.Modified < now - ContainerRequest.Lifetime || status.Modified > now + ContainerRequest.Lifetime;
    }

    /// <summary>Counts a fault when it comes up, not each time that it is still there.</summary>
    private void NoteFault(int error)
    {
        var fault = error == 0 ? null : IpcFault.Of(error);
        if (fault is not null && fault != _fault)
        {
            counters.Fault(fault);
        }

        _fault = fault;
    }

    private static byte[] Failure(Refusal refusal) => DisclosureAnswer.Failure(refusal.Code, refusal.Message);
}
