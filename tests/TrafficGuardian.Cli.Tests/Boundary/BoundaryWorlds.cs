namespace TrafficGuardian.Cli.Tests.Boundary;

/// <summary>One world for the tests that leave it as it was; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class BoundaryWorlds : IAsyncDisposable, ICollectionFixture<BoundaryWorlds>
{
    internal const string Name = "boundary";

    private BoundaryWorld? _world;

    internal async Task<BoundaryWorld> GetAsync() => _world ??= await BoundaryWorld.StartAsync();

    public ValueTask DisposeAsync() => _world?.DisposeAsync() ?? ValueTask.CompletedTask;
}
