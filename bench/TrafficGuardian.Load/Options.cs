using System.Globalization;

namespace TrafficGuardian.Load;

/// <summary><c>--name value</c> pairs.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <exception cref="FormatException">An argument is no pair.</exception>
    public Options(IEnumerable<string> args)
    {
        string[] all = [.. args];
        for (int i = 0; i < all.Length; i += 2)
        {
            if (!all[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == all.Length)
            {
                throw new FormatException($"'{all[i]}': give options as --name value");
            }

            _values[all[i][2..]] = all[i + 1];
        }
    }

    public string? Text(string name) => _values.GetValueOrDefault(name);

    /// <exception cref="FormatException">The value is no number of that range.</exception>
    public int Int(string name, int fallback, int min, int max)
    {
        if (!_values.TryGetValue(name, out string? text))
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max
            ? value
            : throw new FormatException($"--{name}: give a number from {min} to {max}");
    }
}
