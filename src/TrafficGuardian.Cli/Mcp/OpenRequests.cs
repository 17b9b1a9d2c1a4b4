using ModelContextProtocol.Protocol;

namespace TrafficGuardian.Cli.Mcp;

/// <summary>The requests that wait for their answers, and a bound on them: who never reads the answers is read no further.</summary>
/// <param name="limit">Most of them.</param>
internal sealed class OpenRequests(int limit) : IDisposable
{
    private readonly HashSet<RequestId> _ids = [];
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _places = new(limit);

    /// <summary>Waits for a place, and takes it.</summary>
    /// <returns>False where a request with this id is open already.</returns>
    public async ValueTask<bool> OpenAsync(RequestId id, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation).ConfigureAwait(false);
        bool isNew;
        lock (_lock)
        {
            isNew = _ids.Add(id);
        }

        if (!isNew)
        {
            _places.Release();
        }

        return isNew;
    }

    /// <summary>The request was answered, or called off.</summary>
    public void Close(RequestId id)
    {
        bool was;
        lock (_lock)
        {
            was = _ids.Remove(id);
        }

        if (was)
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();
}
