using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Posture;

/// <summary>Fragments on the disk: 0600, replaced whole, and only where they say something new.</summary>
internal static class PostureFile
{
    private const int OwnerOnly = 0x180; // 0600

    /// <summary>The fragment that lies there; null where there is none.</summary>
    public static PostureFragment? Read(string path) => Look(path).Fragment;

    /// <summary>Writes a fragment, and the folders above it where they are missing (0700).</summary>
    /// <param name="path">The file, absolute. In the state home, or judged by <see cref="PostureOutput"/>.</param>
    /// <param name="fragment">What it is to say.</param>
    /// <param name="exactTime">Whether another time alone is reason enough to write it again.</param>
    /// <returns>Whether it was written; false where it said the same already.</returns>
    /// <exception cref="StateException">It can't be written.</exception>
    public static bool Write(string path, PostureFragment fragment, bool exactTime = false)
    {
        var (known, isOurs) = Look(path);
        if (known is not null && isOurs && (exactTime ? known.ToUtf8().AsSpan().SequenceEqual(fragment.ToUtf8()) : known.SaysTheSame(fragment)))
        {
            return false;
        }

        try
        {
            StateHome.MakeMissing(Path.GetDirectoryName(path)!);
            SafeFile.Replace(path, fragment.ToUtf8());
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StateException($"{path}: can't be written; check the rights of the folders above it", e);
        }
    }

    private static (PostureFragment? Fragment, bool IsOurs) Look(string path)
    {
        using var handle = NativeFile.OpenExisting(path, FileAccess.Read, append: false, out var error);
        if (error != 0 || NativeFile.Status(handle) is not { IsFile: true, Length: > 0 and <= PostureFragment.LongestText } status)
        {
            return default;
        }

        Span<byte> text = stackalloc byte[PostureFragment.LongestText];
        text = text[..RandomAccess.Read(handle, text, 0)];
        var isWhole = status.Permissions == OwnerOnly && text.EndsWith("\n"u8) && !text.EndsWith("\n\n"u8);
        return (PostureFragment.TryParse(text), isWhole);
    }
}
