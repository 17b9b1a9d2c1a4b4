using TrafficGuardian.Monitor.Doctor;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Tests.Doctor;

/// <summary>A situation and what is to be found in it.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Fixture">Its files.</param>
/// <param name="Path">The path that it is about.</param>
/// <param name="State">What that path is to be.</param>
/// <param name="Code">A cause that is to be told of it; null where none is.</param>
internal sealed record Situation(PlatformKind Platform, string Fixture, string Path, PathState State, string? Code)
{
    /// <summary>What is otherwise than in the files.</summary>
    public Action<DoctorWorld> Given { get; init; } = _ => { };
}
