using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Reviewing;

/// <summary>What a review's finding says: the table's words and the request's classes.</summary>
/// <param name="Route">The route.</param>
/// <param name="Fields">The four fields.</param>
/// <param name="Method">The method on the wire.</param>
internal sealed record ReviewText(SocialRoute Route, ReviewFields Fields, string Method)
{
    /// <summary>An approved write is worth a line, one that nobody approved a look, and one that repeats itself unapproved more.</summary>
    public Severity Severity => Fields switch
    {
        { HasApprovalMarker: true } => Severity.Low,
        { Origin: ExecutionOrigin.Scheduler or ExecutionOrigin.BackgroundRunner } => Severity.High,
        _ => Severity.Medium,
    };

    /// <summary>What makes two requests the same action, besides target and body.</summary>
    public string Identity => $"{Method} {Route.Template}\n{Fields}";

    /// <summary>Method, host and route with names for what differs; nothing of what passed.</summary>
    /// <param name="host">The host, secrets in it hidden.</param>
    /// <param name="longest">Most characters.</param>
    public string Snippet(string host, int longest)
    {
        var category = Fields.Category == MutationCategory.Other ? "other change" : ReviewNames.Of(Fields.Category);
        var approval = Fields.HasApprovalMarker ? "approval marker" : "no approval marker";
        var origin = Fields.Origin == ExecutionOrigin.Unknown ? "" : ", " + ReviewNames.Of(Fields.Origin);
        var rest = $"{Route.Template} ({category}, {approval}{origin})";
        var room = Math.Max(0, longest - Method.Length - 1 - rest.Length);
        return $"{Method} {(host.Length <= room ? host : host[..Math.Max(0, room - 3)] + "...")}{rest}";
    }
}
