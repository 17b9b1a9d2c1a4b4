namespace TrafficGuardian.Detection.Scanning;

/// <summary>A stretch of a view that a rule's expression is to be run over: the joined surroundings of its literals.</summary>
/// <param name="Rule">Index of the rule in its set.</param>
/// <param name="Start">Where it begins, counted from the start of the view.</param>
/// <param name="End">Where it ends.</param>
internal readonly record struct Run(int Rule, long Start, long End);
