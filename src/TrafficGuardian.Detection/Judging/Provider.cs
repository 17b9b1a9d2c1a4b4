namespace TrafficGuardian.Detection.Judging;

/// <summary>Where the credentials of one provider are at work.</summary>
/// <param name="Name">The provider's name.</param>
/// <param name="Rules">The rules whose matches are its credentials: <c>pattern/id</c>, or <c>pattern</c> for all of it.</param>
/// <param name="Hosts">Its own hosts.</param>
/// <param name="Headers">Header names, lower case, where a client puts the credential.</param>
/// <param name="Queries">Query parameters, lower case, where it puts it.</param>
/// <param name="InPath">Whether it puts it in the target's path.</param>
/// <param name="InBody">Whether it puts it in the body.</param>
internal sealed record Provider(
    string Name,
    IReadOnlySet<string> Rules,
    IReadOnlyList<HostPattern> Hosts,
    IReadOnlyList<string> Headers,
    IReadOnlyList<string> Queries,
    bool InPath,
    bool InBody);
