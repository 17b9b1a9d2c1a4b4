namespace TrafficGuardian.Detection.Rules;

/// <summary>The rules: the built-in ones and the user's.</summary>
public static class RuleCatalogue
{
    private const string ResourcePrefix = "Rules/";

    /// <summary>Most rule files of a user.</summary>
    public const int MaxFiles = 64;

    /// <summary>The built-in rule files.</summary>
    public static IReadOnlyList<RuleSource> BuiltInFiles { get; } = ReadBuiltIn();

    // Read once, by whoever comes first: a start begins with it on a thread beside its own.
    private static readonly Lazy<IReadOnlyList<RuleInfo>> BuiltIn = new(ReadBuiltInRules);

    /// <summary>Reads the built-in rules ahead of their first use.</summary>
    public static void Preload() => _ = BuiltIn.Value;

    /// <summary>
    /// Reads the built-in rules and the given files'. The user's expressions are checked to need no backtracking;
    /// the built-in ones are checked by their tests, since building them all takes long.
    /// </summary>
    /// <param name="files">The user's files.</param>
    /// <param name="problems">Everything that is wrong, in file order; empty where all is well.</param>
    /// <returns>The sound rules, built-in ones first.</returns>
    public static IReadOnlyList<RuleInfo> Load(IReadOnlyList<RuleSource> files, out IReadOnlyList<RuleProblem> problems) =>
        Load(BuiltInFiles, files, out problems);

    internal static IReadOnlyList<RuleInfo> Load(
        IReadOnlyList<RuleSource> builtIn, IReadOnlyList<RuleSource> files, out IReadOnlyList<RuleProblem> problems)
    {
        var found = new List<RuleProblem>();
        var rules = new List<RuleInfo>();
        if (ReferenceEquals(builtIn, BuiltInFiles))
            rules.AddRange(BuiltIn.Value);
        else
            rules.AddRange(builtIn.SelectMany(file => RuleFileReader.Read(file, trusted: true, found)));
        if (files.Count > MaxFiles)
            found.Add(new RuleProblem(files[MaxFiles].Name, 0, 0, null, $"at most {MaxFiles} rule files can be read; join some"));
        foreach (var file in files.Take(MaxFiles))
            rules.AddRange(RuleFileReader.Read(file, trusted: false, found));
        AddDuplicates(rules, [.. files, .. builtIn], found);
        problems = found;
        return rules;
    }

    private static void AddDuplicates(List<RuleInfo> rules, IReadOnlyList<RuleSource> files, List<RuleProblem> problems)
    {
        var seen = new Dictionary<string, RuleInfo>(StringComparer.Ordinal);
        foreach (var rule in rules.Where(rule => !seen.TryAdd(rule.Name, rule)))
        {
            var source = files.First(f => f.Name == rule.File);
            var (line, column) = new SourceLines(source.Utf8.Span).At(rule.Offset);
            problems.Add(new RuleProblem(
                rule.File, line, column, rule.Id, $"the pattern already has a rule of this id, in {seen[rule.Name].File}; choose another id"));
        }
    }

    private static List<RuleInfo> ReadBuiltInRules()
    {
        var problems = new List<RuleProblem>();
        var rules = BuiltInFiles.SelectMany(file => RuleFileReader.Read(file, trusted: true, problems)).ToList();
        return problems.Count == 0 ? rules : throw new InvalidOperationException($"A built-in rule file is broken: {problems[0]}");
    }

    private static List<RuleSource> ReadBuiltIn()
    {
        var assembly = typeof(RuleCatalogue).Assembly;
        var sources = new List<RuleSource>();
        foreach (var name in assembly.GetManifestResourceNames().Where(static n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            sources.Add(new RuleSource(name[ResourcePrefix.Length..], bytes));
        }

        return sources;
    }
}
