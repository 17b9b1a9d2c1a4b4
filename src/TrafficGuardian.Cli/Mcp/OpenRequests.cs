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

    /// <summary>The request's answer is about to be sent: from now on the client may use its id again. Its place stays taken.</summary>
    /// <returns>Whether it was open; then its place is to be given back, see <see cref="Leave"/>.</returns>
    public bool Answer(RequestId id)
    {
        lock (_lock)
        {
            return _ids.Remove(id);
        }
    }

    /// <summary>Gives back the place of a request whose answer is sent, or whose client is gone.</summary>
    public void Leave() => _places.Release();

    /// <summary>The request is not answered: it was called off, or is none.</summary>
    public void Close(RequestId id)
    {
        if (Answer(id))
        {
            Leave();
        }
    }

    public void Dispose() => _places.Dispose();
}
