using TrafficGuardian.Monitor.Inspection;

namespace TrafficGuardian.Monitor.Tests.Inspection;

public sealed class StartCodeTests
{
    private const string Executable = "/opt/a folder/traffic-guardian";

    [Fact]
    public void Only_parts_of_the_executable_that_nobody_has_written_to_is_let_go()
    {
        string[] map =
        [
            $"55d0c0000000-55d0c0010000 r--p 00000000 fe:00 17                         {Executable}",
            "Size:                 64 kB",
            "Anonymous:             8 kB",
            $"55d0c0010000-55d0c0030000 r-xp 00010000 fe:00 17                         {Executable}",
            "Rss:                 128 kB",
            "Anonymous:             0 kB",
            "VmFlags: rd ex mr mw me",
            $"55d0c0030000-55d0c0040000 r-xp 00030000 fe:00 17                         {Executable}",
            "Anonymous:             4 kB",
            $"55d0c0040000-55d0c0050000 rw-p 00040000 fe:00 17                         {Executable}",
            "Anonymous:             0 kB",
            $"7e0000000000-7e0000010000 r--s 00040000 fe:00 17                         {Executable}",
            "Anonymous:             0 kB",
            "7f0000000000-7f0000010000 r-xp 00000000 fe:00 18                         /usr/lib/libc.so.6",
            "Anonymous:             0 kB",
            $"7f0000010000-7f0000020000 r-xp 00000000 fe:00 19                         {Executable} (deleted)",
            "Anonymous:             0 kB",
            "7f0000020000-7f0000030000 r-xp 00000000 00:00 0 ",
            "Anonymous:             0 kB",
            "7f0000030000-7f0000040000 rw-p 00000000 00:00 0                          [heap]",
        ];

        var found = StartCode.Unwritten(map, Executable).Select(static part => ((long)part.Start, (long)part.Length));
        Assert.Equal([(0x55d0c0010000, 0x20000), (0x7e0000000000, 0x10000)], found);
    }

    [Fact]
    public void This_process_goes_on_without_it()
    {
        var code = new StartCode();
        var released = code.Release();
        Assert.Equal(released, code.Release());
        Assert.True(released > 0 || !OperatingSystem.IsLinux());
    }
}
