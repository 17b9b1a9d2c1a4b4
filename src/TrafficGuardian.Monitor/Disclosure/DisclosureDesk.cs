using System.Text.Json;
using TrafficGuardian.Monitor.Control;

namespace TrafficGuardian.Monitor.Disclosure;

/// <summary>
/// Answers whoever may be told something, but not everything: containers through files, and the MCP server on the host. Every question
/// of every way comes here. Thread-safe.
/// </summary>
/// <param name="status">What the monitor says of itself.</param>
/// <param name="history">The findings.</param>
/// <param name="check">Checks the configuration as it lies on the disk.</param>
/// <param name="time">The clock.</param>
/// <param name="stamp">Changes when the configuration has been written; a check that was made before does not do then.</param>
public sealed class DisclosureDesk(
    Func<StatusDocument> status, FindingHistory history, Func<DisclosedConfigCheck> check, TimeProvider time, Func<string>? stamp = null)
{
    // A check reads files and compiles rules: many who ask at once get one check.
    private static readonly TimeSpan CheckLasts = TimeSpan.FromSeconds(10);

    private readonly Lock _checking = new();
    private DisclosedConfigCheck? _checked;
    private long _checkedAt;
    private string? _checkedStamp;

    /// <summary>Answers a question, whatever it is: an error is an answer too. Never throws.</summary>
    /// <param name="type">See <see cref="QuestionType"/>.</param>
    /// <param name="parameters">The question's parameters.</param>
    /// <param name="audience">Who asks.</param>
    /// <returns>See <see cref="DisclosureAnswer"/>.</returns>
    public byte[] Answer(string type, IEnumerable<JsonProperty> parameters, Audience audience) => Answer(type, parameters, audience, out _);

    /// <summary>The same, and says which error it was.</summary>
    /// <param name="type">See <see cref="QuestionType"/>.</param>
    /// <param name="parameters">The question's parameters.</param>
    /// <param name="audience">Who asks.</param>
    /// <param name="code">One of <see cref="DisclosureErrorCode"/>; null where the answer is none.</param>
    public byte[] Answer(string type, IEnumerable<JsonProperty> parameters, Audience audience, out string? code)
    {
        code = null;
        try
        {
            return type switch
            {
                QuestionType.Status => Answer(parameters, json => JsonSerializer.Serialize(json, Status(), DisclosureJson.Default.DisclosedStatus)),
                QuestionType.Findings => DisclosureAnswer.Success(history.Ask(FindingsQuestion.Parse(parameters), audience, time.GetUtcNow()).Write),
                QuestionType.CheckConfig => Answer(parameters, json => JsonSerializer.Serialize(json, Check(), DisclosureJson.Default.DisclosedConfigCheck)),
                _ => throw new DisclosureException(DisclosureErrorCode.UnknownType, "types are traffic_status, traffic_findings and traffic_check_config"),
            };
        }
        catch (DisclosureException exception)
        {
            return DisclosureAnswer.Failure(code = exception.Code, exception.Message);
        }
        catch (Exception)
        {
            // An exception's text may name folders and quote what was read.
            return DisclosureAnswer.Failure(code = DisclosureErrorCode.Internal, "the monitor could not answer; its operator finds the cause with status and check-config");
        }
    }

    /// <summary>The status, as it may be told.</summary>
    public DisclosedStatus Status() => DisclosedStatus.Of(status());

    /// <summary>The configuration check, as it may be told.</summary>
    /// <param name="afresh">Whether one that was made within the last 10 seconds does not do.</param>
    public DisclosedConfigCheck Check(bool afresh = false)
    {
        lock (_checking)
        {
            var now = stamp?.Invoke();
            if (afresh || _checked is null || now != _checkedStamp || time.GetElapsedTime(_checkedAt) > CheckLasts)
            {
                _checkedStamp = now;
                _checked = check();
                _checkedAt = time.GetTimestamp();
            }

            return _checked;
        }
    }

    private static byte[] Answer(IEnumerable<JsonProperty> parameters, Action<Utf8JsonWriter> write) => parameters.Any()
        ? throw FindingsQuestion.Wrong("this question takes no parameters; leave them out")
        : DisclosureAnswer.Success(write);
}
