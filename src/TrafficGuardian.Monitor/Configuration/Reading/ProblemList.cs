namespace TrafficGuardian.Monitor.Configuration.Reading;

/// <summary>Gathers what is wrong, with line and column where the file is meant.</summary>
/// <param name="file">The file's path, the place of what has no key.</param>
/// <param name="text">The file's bytes.</param>
internal sealed class ProblemList(string file, ReadOnlyMemory<byte> text)
{
    private const int Most = 100;
    private readonly List<ConfigProblem> _problems = [];

    /// <summary>All problems: those of the file in its order, then the others.</summary>
    public IReadOnlyList<ConfigProblem> All =>
        [.. _problems.OrderBy(problem => problem.Line == 0).ThenBy(problem => problem.Line).ThenBy(problem => problem.Column)];

    public bool IsEmpty => _problems.Count == 0;

    public string File => file;

    /// <summary>Whether more would be left out, so that a caller may stop looking.</summary>
    public bool IsFull => _problems.Count > Most;

    /// <summary>Something about one value.</summary>
    public void Add(ConfigNode node, string path, string message, string remedy)
    {
        if (node.Origin is not null || node.Offset == ConfigNode.NotInFile)
        {
            Add(new ConfigProblem(node.Origin ?? path, message, remedy));
        }
        else
        {
            AddAt(node.Offset, path, message, remedy);
        }
    }

    /// <summary>Something about a place in the file.</summary>
    public void AddAt(int offset, string path, string message, string remedy)
    {
        if (IsFull)
        {
            return;
        }

        var before = text.Span[..Math.Min(offset, text.Length)];
        Add(new ConfigProblem(path, message, remedy)
        {
            Line = before.Count((byte)'\n') + 1,
            Column = before.Length - (before.LastIndexOf((byte)'\n') + 1) + 1,
        });
    }

    /// <summary>Something about the whole.</summary>
    public void Add(ConfigProblem problem)
    {
        if (_problems.Count < Most)
        {
            _problems.Add(problem);
        }
        else if (_problems.Count == Most)
        {
            _problems.Add(new ConfigProblem(file, $"has more than {Most} problems", "mend these first"));
        }
    }
}
