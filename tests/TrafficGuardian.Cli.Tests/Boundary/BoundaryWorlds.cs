namespace TrafficGuardian.Cli.Tests.Boundary;

/// <summary>One world for the tests of a class.</summary>
public sealed class BoundaryWorlds : IAsyncDisposable
{
    private BoundaryWorld? _world;

    internal async Task<BoundaryWorld> GetAsync() => _world ??= await BoundaryWorld.StartAsync();

    public ValueTask DisposeAsync() => _world?.DisposeAsync() ?? ValueTask.CompletedTask;
}
