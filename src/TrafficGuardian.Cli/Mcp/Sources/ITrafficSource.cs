using System.Text.Json;
using TrafficGuardian.Monitor.Disclosure;

namespace TrafficGuardian.Cli.Mcp.Sources;

/// <summary>Where answers come from.</summary>
internal interface ITrafficSource
{
    /// <summary>Asks.</summary>
    /// <param name="question">One of <see cref="QuestionType"/>.</param>
    /// <param name="parameters">The question's parameters, as the tool's schema has them.</param>
    /// <param name="cancellation">Nobody waits any longer.</param>
    /// <returns>An answer of the form of <see cref="DisclosureAnswer"/>, which nobody has checked.</returns>
    /// <exception cref="DisclosureException">There is none.</exception>
    Task<byte[]> AskAsync(string question, IReadOnlyDictionary<string, JsonElement> parameters, CancellationToken cancellation);
}
