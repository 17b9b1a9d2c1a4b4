using TrafficGuardian.Monitor.Configuration.Reading;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Configuration.Binding;

/// <summary><c>patterns</c>. What rule files say is checked by who compiles them; that they can be read is checked here.</summary>
internal static class PatternsSection
{
    private const int LongestRuleFile = 4 * 1024 * 1024;

    public static PatternsConfig Read(ObjectReader section, BindingScope scope)
    {
        var config = new PatternsConfig
        {
            Disabled = section.List("disabled", text => PatternName.Parse(text, scope), PatternName.Message, PatternName.Remedy(null, scope)),
            RuleFiles = RuleFiles(section, scope),
            KnownValues = KnownValues(section, scope),
        };
        section.Finish();
        return config;
    }

    private static List<string> RuleFiles(ObjectReader section, BindingScope scope)
    {
        List<string> files = [.. section.List("rule_files", scope.Context.Resolve, "", "")];
        for (var i = 0; i < files.Count; i++)
        {
            var place = $"patterns.rule_files[{i}]";
            if (StateGuard.ForeignFault(files[i]) is { } fault)
            {
                scope.Problems.Add(new ConfigProblem(place, "names a file that is not safe to use", fault));
            }
            else if (ForeignFile.Read(files[i], LongestRuleFile, out var readFault) is null)
            {
                scope.Problems.Add(new ConfigProblem(place, $"names a file that {readFault}", $"make {files[i]} a readable file, or take the entry out"));
            }
        }

        return files;
    }

    private static List<KnownValueConfig> KnownValues(ObjectReader section, BindingScope scope)
    {
        var values = new List<KnownValueConfig>();
        foreach (var entry in section.Objects("known_values"))
        {
            if (SecretPlace.Read(entry, scope) is { } place)
            {
                values.Add(new KnownValueConfig(place.Env, place.File));
            }
        }

        return values;
    }
}
