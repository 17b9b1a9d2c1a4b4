namespace TrafficGuardian.Cli.Tests.Mcp;

/// <summary>One monitor for each <c>ipc.findings_scope</c>, for tests that change nothing.</summary>
public sealed class MonitorWorlds : IAsyncDisposable
{
    private readonly Dictionary<string, MonitorWorld> _worlds = new(StringComparer.Ordinal);

    internal async Task<MonitorWorld> GetAsync(string scope)
    {
        if (!_worlds.TryGetValue(scope, out var world))
        {
            _worlds[scope] = world = await MonitorWorld.StartAsync(scope);
        }

        return world;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var world in _worlds.Values)
        {
            await world.DisposeAsync();
        }
    }
}
