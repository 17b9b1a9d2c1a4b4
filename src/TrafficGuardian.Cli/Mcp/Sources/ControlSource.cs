using System.Text.Json;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Disclosure;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Cli.Mcp.Sources;

/// <summary>On the host: the monitor of a home, through its control socket.</summary>
internal sealed class ControlSource(PlatformContext platform, TimeProvider time) : ITrafficSource
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<byte[]> AskAsync(string question, IReadOnlyDictionary<string, JsonElement> parameters, CancellationToken cancellation)
    {
        if (Running() is not { } record)
        {
            // Why no monitor runs may be what the check has to tell.
            return question == QuestionType.CheckConfig
                ? Check()
                : throw new DisclosureException(DisclosureErrorCode.NotRunning, "no monitor runs on this home; its operator starts one with 'start'");
        }

        try
        {
            var answer = await new ControlClient(record.ControlSocket, time)
                .AskAsync("disclose", json => Write(json, question, parameters), Patience, cancellation).ConfigureAwait(false);
            return JsonSerializer.SerializeToUtf8Bytes(answer, ControlJson.Default.JsonElement);
        }
        catch (ControlException e)
        {
            throw Failure(e.Code);
        }
    }

    private StateRecord? Running()
    {
        try
        {
            return MonitorProbe.Probe(new StateHome(platform).Instance) is { Presence: MonitorPresence.Running, Record: { } record } ? record : null;
        }
        catch (StateException)
        {
            throw new DisclosureException(DisclosureErrorCode.Internal, "the monitor's home is not safe to use; its operator finds the cause with 'status'");
        }
    }

    private byte[] Check()
    {
        var setup = MonitorSetup.Load(platform, ConfigOverrides.None, out var problems, out var warnings, time);
        setup?.Authority?.Dispose();
        var check = DisclosedConfigCheck.Of(problems, warnings);
        return DisclosureAnswer.Success(json => JsonSerializer.Serialize(json, check, DisclosureJson.Default.DisclosedConfigCheck));
    }

    private static void Write(Utf8JsonWriter json, string question, IReadOnlyDictionary<string, JsonElement> parameters)
    {
        json.WriteString("type"u8, question);
        foreach (var (name, value) in parameters)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
    }

    private static DisclosureException Failure(string code) => code switch
    {
        ControlErrorCode.Timeout => new(DisclosureErrorCode.Timeout, "the monitor did not answer in time; ask again"),
        ControlErrorCode.Busy => new(DisclosureErrorCode.RateLimited, "the monitor answers too many others; ask again"),
        ControlErrorCode.UnknownMethod => new(DisclosureErrorCode.Internal, "the running monitor is of an older version; its operator restarts it"),
        ControlException.Unreachable => new(DisclosureErrorCode.NotRunning, "the monitor does not answer; its operator looks with 'status'"),
        _ => new(DisclosureErrorCode.Internal, "the monitor failed to answer; its diagnostics log says more"),
    };
}
