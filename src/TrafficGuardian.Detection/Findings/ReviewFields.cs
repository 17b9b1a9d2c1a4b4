namespace TrafficGuardian.Detection.Findings;

/// <summary>What a finding of threat type <c>POLICY_REVIEW</c> has beyond the eleven fields of every finding: classes, no values.</summary>
/// <param name="Source">What made the request.</param>
/// <param name="Category">What it does to the account.</param>
/// <param name="HasApprovalMarker">Whether it said that an operator approved; what it said is kept nowhere.</param>
/// <param name="Origin">Who set it going.</param>
public sealed record ReviewFields(ReviewSource Source, MutationCategory Category, bool HasApprovalMarker, ExecutionOrigin Origin);
