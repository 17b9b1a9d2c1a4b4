using TrafficGuardian.Monitor.Configuration.Reading;

namespace TrafficGuardian.Monitor.Configuration.Binding;

/// <summary><c>{ "env": NAME }</c> or <c>{ "file": PATH }</c>: where a secret is, never the secret.</summary>
/// <param name="Env">The variable's name, or null.</param>
/// <param name="File">The file's absolute path, or null.</param>
internal sealed record SecretPlace(string? Env, string? File)
{
    /// <summary>Reads a place; null where it is wrong.</summary>
    public static SecretPlace? Read(ObjectReader section, BindingScope scope)
    {
        var env = EnvironmentName(section);
        var file = section.Text("file");
        section.Finish();
        if ((section.Take("env") is null) == (section.Take("file") is null))
        {
            section.Refuse("env", "needs exactly one of env and file", "write { \"env\": NAME } or { \"file\": PATH }");
            return null;
        }

        return env is null && file is null ? null : new SecretPlace(env, file is null ? null : scope.Context.Resolve(file));
    }

    /// <summary>The key <c>env</c>: a variable's name, which a secret written here by mistake is not.</summary>
    public static string? EnvironmentName(ObjectReader section) => section.Parsed("env",
        text => text.Length <= 128 && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? text : null,
        "is not the name of an environment variable", "write the variable's name, never its value");
}
