using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Disclosure;
using TrafficGuardian.Monitor.Tests.Inspection;
using TrafficGuardian.Monitor.Tests.Log;

namespace TrafficGuardian.Monitor.Tests.Disclosure;

public sealed class DisclosedConfigCheckTests
{
    [Theory]
    [InlineData("log.max_files", "log.max_files")]
    [InlineData("routes[3].target", "routes[3].target")]
    [InlineData("ipc.group_addresses.172.17.0.2", "ipc.group_addresses")]
    [InlineData("upstream.hunter2", "upstream")]
    [InlineData("some_secret_word", "config")]
    [InlineData("/home/operator/.config/nanoclaw/security/rules.json", "config")]
    [InlineData("NANOCLAW_TRAFFIC_GUARDIAN_MODE", "config")]
    public void A_key_is_told_as_far_as_it_is_one_of_ours(string place, string key)
    {
        var told = DisclosedConfigCheck.Of([new ConfigProblem(place, "is out of range", "write a number")], []);

        Assert.False(told.Valid);
        Assert.Equal(new DisclosedConfigProblem { Key = key, Message = "is out of range" }, Assert.Single(told.Errors));
    }

    [Fact]
    public void A_configuration_that_was_written_is_checked_again_and_one_that_was_not_is_checked_once()
    {
        using var log = new LogFolder();
        using var history = new FindingHistory(log.Path);
        var checks = 0;
        var stamp = "1";
        var desk = new DisclosureDesk(static () => throw new InvalidOperationException(), history, () => new DisclosedConfigCheck { Valid = ++checks > 1 }, () => stamp, new FakeTime());

        Assert.False(desk.Check().Valid);
        Assert.False(desk.Check().Valid);
        stamp = "2";
        Assert.True(desk.Check().Valid);
        Assert.Equal(2, checks);
    }

    [Theory]
    [InlineData("the CA /home/operator/ca.pem is expired")]
    [InlineData("rule 'my-secret-rule': has no literal")]
    [InlineData("talks to 192.168.4.5 directly")]
    [InlineData("mail operator@host.example")]
    [InlineData("C:\\Users\\operator")]
    [InlineData("has ünusual words")]
    public void A_message_that_may_name_what_is_on_the_host_is_replaced(string message)
    {
        var told = DisclosedConfigCheck.Of([new ConfigProblem("listen", message, "mend it")], [message]);

        Assert.Equal("is wrong; the operator reads the cause with check-config", Assert.Single(told.Errors).Message);
        Assert.Equal("a warning about this host; the operator reads it with check-config", Assert.Single(told.Warnings));
    }
}
