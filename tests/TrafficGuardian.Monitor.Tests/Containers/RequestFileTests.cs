using TrafficGuardian.Monitor.Containers;
using TrafficGuardian.Monitor.State;
using TrafficGuardian.Monitor.Tests.Inspection;

namespace TrafficGuardian.Monitor.Tests.Containers;

/// <summary>A file that is exchanged between the look at it and its opening.</summary>
public sealed class RequestFileTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly NativeStatus _honest;

    public RequestFileTests()
    {
        Directory.CreateDirectory(_temp.File("inbox"));
        File.WriteAllText(InInbox("honest.json"), "{}");
        File.WriteAllText(_temp.File("secret"), "secret");
        _honest = NativeFile.Status(InInbox("honest.json"), out _)!.Value;
    }

    [Fact]
    public void A_file_is_read() => Assert.Equal(("{}", null), Read("honest.json"));

    [Fact]
    public void A_link_in_its_place_is_not_followed()
    {
        File.CreateSymbolicLink(InInbox("link.json"), _temp.File("secret"));

        Assert.Equal(("", "not_a_file"), Read("link.json"));
    }

    [Fact]
    public void A_pipe_in_its_place_is_not_waited_for()
    {
        Posix.Pipe(InInbox("pipe.json"));

        Assert.Equal(("", "not_a_file"), Read("pipe.json"));
    }

    [Fact]
    public void A_folder_in_its_place_is_not_read()
    {
        Directory.CreateDirectory(InInbox("folder.json"));

        Assert.Equal(("", "not_a_file"), Read("folder.json"));
    }

    [Fact]
    public void A_second_name_in_its_place_is_not_read()
    {
        Posix.HardLink(_temp.File("secret"), InInbox("second.json"));

        Assert.Equal(("", "hard_link"), Read("second.json"));
    }

    [Fact]
    public void A_long_file_in_its_place_is_not_read()
    {
        File.WriteAllBytes(InInbox("long.json"), new byte[16_385]);

        Assert.Equal(("", "too_large"), Read("long.json"));
    }

    [Fact]
    public void Sixteen_kibibytes_are_read()
    {
        File.WriteAllBytes(InInbox("most.json"), [.. Enumerable.Repeat((byte)' ', 16_384)]);

        Assert.Equal((new string(' ', 16_384), null), Read("most.json"));
    }

    [Fact]
    public void What_was_seen_to_be_a_device_is_not_even_opened()
    {
        var device = NativeFile.Status("/dev/null", out _)!.Value;
        using var inbox = SharedFolder.Open(_temp.File("inbox"), out _)!;

        RequestFile.Read(inbox, "not-there.json", device, out var refusal);

        // Had it been opened, it would be missing.
        Assert.Equal("not_a_file", refusal!.Reason);
    }

    public void Dispose() => _temp.Dispose();

    private string InInbox(string name) => Path.Join(_temp.File("inbox"), name);

    private (string Text, string? Reason) Read(string name)
    {
        using var inbox = SharedFolder.Open(_temp.File("inbox"), out _)!;
        var content = RequestFile.Read(inbox, name, _honest, out var refusal);
        return (System.Text.Encoding.UTF8.GetString(content.Span), refusal?.Reason);
    }
}
