namespace TrafficGuardian.Monitor.Tests.Containers;

/// <summary>An attack on a group's folder.</summary>
/// <param name="Do">What the agent does.</param>
/// <param name="Code">What the request "attack" is answered with; null where it gets no answer.</param>
/// <param name="Sends">Whether an honest request "attack" follows.</param>
/// <param name="Deaf">Whether the group has made itself unreachable, which is counted as a fault.</param>
/// <param name="Stays">Whether something stays in the folder that can't be removed, or is none of ours.</param>
/// <param name="Rounds">Rounds until it is through.</param>
/// <param name="Rest">Time until its rate is as before.</param>
internal sealed record FolderAttack(
    Action<IpcWorld> Do, string? Code, bool Sends = false, bool Deaf = false, bool Stays = false, int Rounds = 1, TimeSpan Rest = default);
