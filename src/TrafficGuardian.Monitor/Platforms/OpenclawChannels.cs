using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using TrafficGuardian.Detection.Reviewing;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>The bots by which OpenClaw speaks with its people, as far as its configuration tells their numbers, which are no secret.</summary>
internal sealed class OpenclawChannels(JsonElement root, ConfigVariables variables)
{
    private const int LongestNumber = 20;

    public IEnumerable<OwnChannel> Own()
    {
        foreach (var (name, entry) in OpenclawTraffic.Channels(root).Where(channel => channel.Name is "telegram" or "discord"))
        {
            var tokens = Accounts(entry).Select(account => TokenOf(name, account))
                .Append(variables.Value(name == "telegram" ? "TELEGRAM_BOT_TOKEN" : "DISCORD_BOT_TOKEN"));
            var numbers = tokens.OfType<string>().Select(token => name == "telegram" ? Telegram(token) : Discord(token)).OfType<string>().Distinct().ToList();
            foreach (var number in numbers)
                yield return new OwnChannel(name, number);
            if (numbers.Count == 0 || HasUnknown(name, entry))
                yield return new OwnChannel(name, null);
        }
    }

    private static IEnumerable<JsonElement> Accounts(JsonElement channel) =>
        JsonLook.Entries(JsonLook.Member(channel, "accounts")).Select(account => account.Entry).Prepend(channel);

    private static JsonElement TokenMember(string name, JsonElement account) => JsonLook.Member(account, name == "telegram" ? "botToken" : "token");

    // A token that is kept in a file or behind a command: its bot can't be told.
    private bool HasUnknown(string name, JsonElement channel) => Accounts(channel).Any(account =>
        JsonLook.Text(account, "tokenFile") is not null
        || (TokenMember(name, account).ValueKind != JsonValueKind.Undefined && TokenOf(name, account) is null));

    private string? TokenOf(string name, JsonElement account) => variables.Secret(TokenMember(name, account));

    private static string? Telegram(string token) => Digits(token.Split(':')[0]);

    private static string? Discord(string token)
    {
        var first = token.Split('.')[0].TrimEnd('=');
        Span<byte> number = stackalloc byte[2 * LongestNumber];
        return first.Length is > 0 and <= 2 * LongestNumber && Base64Url.IsValid(first) && Base64Url.TryDecodeFromChars(first, number, out var length)
            ? Digits(Encoding.ASCII.GetString(number[..length])) : null;
    }

    private static string? Digits(string text) => text.Length is > 0 and <= LongestNumber && text.All(char.IsAsciiDigit) ? text : null;
}
