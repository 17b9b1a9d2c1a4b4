namespace TrafficGuardian.Detection.Sequences;

/// <summary>What a command or a tool sends or fetches.</summary>
/// <param name="IsOutside">Whether it leaves this machine and its network.</param>
/// <param name="Data">What it takes along.</param>
/// <param name="IsDrop">Whether it goes to a bare address or a place where anybody can drop things.</param>
internal readonly record struct Transfer(bool IsOutside, DataGrade Data, bool IsDrop);
