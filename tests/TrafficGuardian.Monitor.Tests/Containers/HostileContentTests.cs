using System.Globalization;
using System.Text;

namespace TrafficGuardian.Monitor.Tests.Containers;

/// <summary>A regular file in the right place whose bytes are an attack: it is answered, and the next request as ever.</summary>
public sealed class HostileContentTests : IDisposable
{
    private const string Invalid = "INVALID_REQUEST";
    private static readonly Dictionary<string, (Func<IpcWorld, string, byte[]> Content, string Code)> Attacks = new(StringComparer.Ordinal)
    {
        ["a requestId that leads out of the folder"] = (Id("../../outside/secret"), Invalid),
        ["a requestId that is a path from the root"] = (Id("/etc/passwd"), Invalid),
        ["another's requestId"] = (Id("request-2"), Invalid),
        ["a requestId with a zero byte behind it"] = (Text((_, id) => $$"""{"type":"traffic_status","requestId":"{{id}}\u0000","timestamp":1}"""), Invalid),
        ["a requestId in other case"] = (Text((world, id) => world.Text(id.ToUpperInvariant())), Invalid),
        ["no requestId"] = (Text((_, _) => """{"type":"traffic_status","timestamp":1}"""), Invalid),
        ["a requestId that is a number"] = (Text((_, _) => """{"type":"traffic_status","requestId":1,"timestamp":1}"""), Invalid),
        ["16 KiB and one byte"] = (Text((world, id) => world.Text(id).PadRight(16_385)), "TOO_LARGE"),
        ["five megabytes"] = (Text((world, id) => world.Text(id).PadRight(5_000_000)), "TOO_LARGE"),
        ["objects ten thousand deep"] = (Text((world, id) => world.Text(id, more: ",\"x\":" + new string('[', 8_000))), Invalid),
        ["an object among the parameters"] = (Text((world, id) => world.Text(id, "traffic_findings", ",\"pattern\":{\"$ne\":1}")), Invalid),
        ["an array among the parameters"] = (Text((world, id) => world.Text(id, "traffic_findings", ",\"pattern\":[\"jwt\"]")), Invalid),
        ["an array"] = (Text((world, id) => $"[{world.Text(id)}]"), Invalid),
        ["a text"] = (Text((_, _) => "\"traffic_status\""), Invalid),
        ["nothing but spaces"] = (Text((_, _) => new string(' ', 100)), Invalid),
        ["a key twice"] = (Text((world, id) => world.Text(id, more: ",\"type\":\"traffic_findings\"")), Invalid),
        ["a key twice, once escaped"] = (Text((world, id) => world.Text(id, more: ",\"\\u0074ype\":\"traffic_findings\"")), Invalid),
        ["half an object"] = (Text((world, id) => world.Text(id)[..^1]), Invalid),
        ["two objects"] = (Text((world, id) => world.Text(id) + world.Text(id)), Invalid),
        ["a comment"] = (Text((world, id) => world.Text(id) + "// honest"), Invalid),
        ["a comma at the end"] = (Text((world, id) => world.Text(id)[..^1] + ",}"), Invalid),
        ["a byte order mark"] = (Text((world, id) => "\ufeff" + world.Text(id)), Invalid),
        ["UTF-16"] = ((world, id) => Encoding.Unicode.GetBytes(world.Text(id)), Invalid),
        ["bytes that are no UTF-8"] = ((world, id) => [.. Encoding.UTF8.GetBytes(world.Text(id)[..^1]), .. ",\"a\":\""u8, 0xff, 0xc0, .. "\"}"u8], Invalid),
        ["an overlong encoding"] = ((world, id) => [.. Encoding.UTF8.GetBytes(world.Text(id)[..^1]), .. ",\"a\":\""u8, 0xc0, 0xaf, .. "\"}"u8], Invalid),
        ["a zero byte"] = (Text((world, id) => world.Text(id) + "\0"), Invalid),
        ["an escaped zero byte in a parameter"] = (Text((world, id) => world.Text(id, "traffic_findings", ",\"pattern\":\"jwt\\u0000\"")), Invalid),
        ["half a surrogate pair"] = (Text((world, id) => world.Text(id, "traffic_findings", ",\"pattern\":\"\\ud800\"")), Invalid),
        ["half a surrogate pair as a key"] = (Text((world, id) => world.Text(id, more: ",\"\\udc00\":1")), Invalid),
        ["a type that does not exist"] = (Text((world, id) => world.Text(id, "stop")), "UNKNOWN_TYPE"),
        ["a type of NanoClaw's own"] = (Text((world, id) => world.Text(id, "register_group")), "UNKNOWN_TYPE"),
        ["a type that does not exist, and no time"] = (Text((_, id) => $$"""{"type":"stop","requestId":"{{id}}"}"""), "UNKNOWN_TYPE"),
        ["a type that does not exist, of an hour ago"] = (Text((_, id) => $$"""{"type":"stop","requestId":"{{id}}","timestamp":1}"""), "UNKNOWN_TYPE"),
        ["a type in other case"] = (Text((world, id) => world.Text(id, "Traffic_Status")), "UNKNOWN_TYPE"),
        ["a type that is a number"] = (Text((world, id) => world.Text(id).Replace("\"traffic_status\"", "7", StringComparison.Ordinal)), Invalid),
        ["the wish to be another group"] = (Text((world, id) => world.Text(id, "traffic_findings", ",\"sourceGroup\":\"honest\"")), Invalid),
        ["the wish for another scope"] = (Text((world, id) => world.Text(id, "traffic_findings", ",\"scope\":\"all\"")), Invalid),
        ["the wish for a source"] = (Text((world, id) => world.Text(id, "traffic_findings", ",\"source\":\"172.17.0.3\"")), Invalid),
        ["a filter by destination"] = (Text((world, id) => world.Text(id, "traffic_findings", ",\"dest\":\"*.example\"")), Invalid),
        ["parameters for a question without"] = (Text((world, id) => world.Text(id, more: ",\"limit\":1")), Invalid),
        ["a limit beyond the most"] = (Text((world, id) => world.Text(id, "traffic_findings", ",\"limit\":101")), Invalid),
        ["a limit beyond any number"] = (Text((world, id) => world.Text(id, "traffic_findings", ",\"limit\":" + new string('9', 5_000))), Invalid),
        ["a negative limit"] = (Text((world, id) => world.Text(id, "traffic_findings", ",\"limit\":-1")), Invalid),
        ["a limit that is text"] = (Text((world, id) => world.Text(id, "traffic_findings", ",\"limit\":\"10\"")), Invalid),
        ["a cursor of its own making"] = (Text((world, id) => world.Text(id, "traffic_findings", ",\"cursor\":\"MS45OTk5OTk5OTk5OTk5OTk5OTk5OTkuMQ\"")), Invalid),
        ["a pattern that is an expression"] = (Text((world, id) => world.Text(id, "traffic_findings", ",\"pattern\":\"(a+)+$\"")), Invalid),
        ["a request of an hour ago"] = (At(TimeSpan.FromHours(-1)), "TIMEOUT"),
        ["a request of an hour to come"] = (At(TimeSpan.FromHours(1)), Invalid),
        ["a time beyond the calendar"] = (Text((_, id) => $$"""{"type":"traffic_status","requestId":"{{id}}","timestamp":"99999-01-01T00:00:00Z"}"""), Invalid),
        ["a time that is a huge number"] = (Text((_, id) => $$"""{"type":"traffic_status","requestId":"{{id}}","timestamp":1e300}"""), Invalid),
        ["a negative time"] = (Text((_, id) => $$"""{"type":"traffic_status","requestId":"{{id}}","timestamp":-1}"""), Invalid),
        ["the number of an hour ago"] = (Text((world, id) => $$"""{"type":"traffic_status","requestId":"{{id}}","timestamp":{{world.Time.GetUtcNow().ToUnixTimeSeconds() - 3600}}}"""), "TIMEOUT"),
        ["no time"] = (Text((_, id) => $$"""{"type":"traffic_status","requestId":"{{id}}"}"""), Invalid),
    };

    private readonly IpcWorld _world = new();

    public static TheoryData<string> Names => [.. Attacks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_answered_with_its_code_and_the_next_request_as_ever(string attack)
    {
        var (content, code) = Attacks[attack];
        File.WriteAllBytes(_world.Request("attack"), content(_world, "attack"));

        _world.Tick();

        Assert.Equal(code, _world.Code("attack"));
        Assert.Equal(["attack.json"], Directory.EnumerateFiles(_world.Results(IpcWorld.Hostile)).Select(Path.GetFileName));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_world.Inbox(IpcWorld.Hostile)));
        Assert.Equal(1, _world.Service.Status().Refused.Values.Sum());
        _world.AssertAnswers(IpcWorld.Hostile);
        _world.AssertAnswers(IpcWorld.Honest);
        _world.AssertNothingOutsideWasTouched();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_answer_quotes_the_attack_or_names_the_host(string attack)
    {
        File.WriteAllBytes(_world.Request("attack"), Attacks[attack].Content(_world, "attack"));

        _world.Tick();

        var answer = File.ReadAllText(_world.Result("attack"));
        Assert.All(
            ["outside", "passwd", "(a+)", "register", "172.17", "$ne", _world.Config.Root!, "/tmp", "Exception"],
            text => Assert.DoesNotContain(text, answer, StringComparison.OrdinalIgnoreCase));
        Assert.True(answer.Length < 500);
    }

    public void Dispose() => _world.Dispose();

    private static Func<IpcWorld, string, byte[]> Text(Func<IpcWorld, string, string> text) => (world, id) => Encoding.UTF8.GetBytes(text(world, id));

    private static Func<IpcWorld, string, byte[]> Id(string other) => Text((world, _) => world.Text(other));

    private static Func<IpcWorld, string, byte[]> At(TimeSpan offset) => Text((world, id) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"type":"traffic_status","requestId":"{{id}}","timestamp":"{{world.Time.GetUtcNow() + offset:yyyy-MM-dd'T'HH:mm:ss'Z'}}"}"""));
}
