namespace TrafficGuardian.Detection.Reviewing;

/// <summary>A channel on which the agent speaks with its people: what its bot posts there is no write for review.</summary>
/// <param name="Service"><c>telegram</c> or <c>discord</c>.</param>
/// <param name="Account">The number of its bot, which is no secret; null where the configuration does not tell it, and any bot is meant.</param>
public sealed record OwnChannel(string Service, string? Account);
