using TrafficGuardian.Monitor.Configuration.Reading;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Configuration.Binding;

/// <summary><c>log</c>.</summary>
internal static class LogSection
{
    public static LogConfig Read(ObjectReader section, BindingScope scope)
    {
        var defaults = new LogConfig();
        var config = new LogConfig
        {
            Directory = Directory(section, scope.Context) ?? defaults.Directory,
            MaxFileBytes = section.Integer("max_file_bytes", defaults.MaxFileBytes, 65_536, 1_073_741_824),
            MaxFiles = (int)section.Integer("max_files", defaults.MaxFiles, 1, 1000),
        };
        section.Finish();
        return config;
    }

    /// <summary>The folder relative to the home; null where the key is missing or wrong.</summary>
    private static string? Directory(ObjectReader section, PlatformContext context)
    {
        const string Key = "directory";
        if (section.Text(Key) is not { } text)
        {
            return null;
        }

        var path = context.Resolve(text);
        if (text.Split('/').Contains("..", StringComparer.Ordinal) || !PathText.IsWithin(path, context.Home))
        {
            section.Refuse(Key, "lies outside the state home", $"name a folder inside {context.Home}, without \"..\"");
            return null;
        }

        var relative = Path.GetRelativePath(context.Home, path);
        var part = context.Home;
        foreach (var name in relative.Split('/'))
        {
            part = Path.Join(part, name);
            if (name != "." && StateGuard.FolderFault(part) is { } fault)
            {
                section.Refuse(Key, "names a folder that is not safe to use", fault);
                return null;
            }
        }

        return relative;
    }
}
