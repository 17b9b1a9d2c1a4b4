namespace TrafficGuardian.Detection.Sequences;

/// <summary>One simple command of a shell's text.</summary>
/// <param name="FirstWord">The index of its program.</param>
/// <param name="Words">How many words it has.</param>
/// <param name="TakesPipe">Whether it reads what another wrote.</param>
/// <param name="FeedsPipe">Whether another reads what it writes.</param>
internal readonly record struct ShellCommand(int FirstWord, int Words, bool TakesPipe, bool FeedsPipe);
