using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Reviewing;

/// <summary>
/// What a request asks a tool to do: OpenClaw's <c>/tools/invoke</c> (tool, action and args), and MCP's <c>tools/call</c>.
/// A plugin's argument may be a path of its service's interface, or code that calls it.
/// </summary>
internal sealed class ToolCall(ToolWords tools)
{
    private const int MostCode = 16 * 1024;
    private const int MostCalls = 32;
    private const int ReachOfMethod = 200;

    private static readonly string[] ToolNames = ["tool", "name", "toolName", "tool_name"];
    private static readonly string[] ActionNames = ["action", "operation", "command", "op"];
    private static readonly string[] PathNames = ["path", "endpoint", "route"];

    private readonly HashSet<string> _toolWords = [];
    private readonly HashSet<string> _actionWords = [];
    private readonly PathSegments _path = new();
    private byte[] _code = [];
    private int _codeLength;
    private string _method = "GET";
    private bool _isRpc;
    private bool _isCall;
    private bool _hasPath;
    private MutationCategory? _earlier;

    public void Begin()
    {
        _earlier = null;
        BeginCall();
    }

    private void BeginCall()
    {
        _toolWords.Clear();
        _actionWords.Clear();
        _path.Clear();
        _code.AsSpan(0, _codeLength).Clear();
        (_codeLength, _method, _isRpc, _isCall, _hasPath) = (0, "GET", false, false, false);
    }

    /// <summary>Takes a field of the body.</summary>
    public void Take(FieldPlace field, ReadOnlySpan<byte> value)
    {
        if (field.Depth == 0)
            NextCall();
        if (field.IsObject)
            return;
        var isTop = field.Depth == 1;
        if (isTop && field.Is("jsonrpc"))
            _isRpc = true;
        else if (isTop && field.Is("method"))
            _isCall = value.SequenceEqual("tools/call"u8);
        else if (IsOneOf(ToolNames, field) && (isTop || (field.Depth == 2 && field.Parent is "params" or "tool")))
            _toolWords.UnionWith(ReviewWords.Of(value));
        else if (IsOneOf(ActionNames, field) && field.Depth <= 4)
            _actionWords.UnionWith(ReviewWords.Of(value));
        else if (!isTop && field.Is("method"))
            _method = ReviewWords.Normalised(value).ToUpperInvariant();
        else if (!isTop && IsOneOf(PathNames, field) && !_hasPath)
            ReadPath(value);
        else if (!isTop && field.Is("code") && _codeLength == 0)
            ReadCode(value[..Math.Min(value.Length, MostCode)]);
    }

    /// <summary>What the tool does to an account, of several calls the first that does something; null where none does.</summary>
    public MutationCategory? Category() => _earlier ?? CategoryOfCall();

    // JSON-RPC 2.0 section 6: a batch is a list of calls, each with a tool of its own.
    private void NextCall()
    {
        _earlier ??= CategoryOfCall();
        BeginCall();
    }

    private MutationCategory? CategoryOfCall()
    {
        if (_isRpc && !_isCall)
            return null;
        if (!tools.IsSocial(_toolWords) && !tools.IsSocial(_actionWords))
            return null;
        if (_hasPath)
            return CategoryOfPath();
        return _codeLength > 0 ? CategoryOfCode() : tools.CategoryOf([.. _toolWords, .. _actionWords]);
    }

    private static bool IsOneOf(string[] names, FieldPlace field) => Array.Exists(names, field.Is);

    private void ReadCode(ReadOnlySpan<byte> code)
    {
        if (_code.Length == 0)
            _code = new byte[MostCode];
        code.CopyTo(_code);
        _codeLength = code.Length;
    }

    private void ReadPath(ReadOnlySpan<byte> value)
    {
        _path.Read(value, out _);
        _hasPath = _path.Count > 0;
    }

    private MutationCategory? CategoryOfPath()
    {
        foreach (var route in tools.Routes)
        {
            if (route.Methods.Contains(_method) && route.Matches(_path))
                return route.Otherwise;
        }

        return null;
    }

    // request('/api/v1/x/tweets/' + id + '/like', { method: 'POST' }): the path up to its quote, the method up to the next path.
    private MutationCategory? CategoryOfCode()
    {
        ReadOnlySpan<byte> code = _code.AsSpan(0, _codeLength);
        for (var calls = 0; calls < MostCalls; calls++)
        {
            var at = code.IndexOf("/api/v1/"u8);
            if (at < 0)
                return null;
            code = code[at..];
            var end = code.IndexOfAny("'\"`?"u8);
            var path = end < 0 ? code : code[..end];
            var next = path.Length < code.Length ? code[path.Length..].IndexOf("/api/v1/"u8) : -1;
            var rest = code[path.Length..(next < 0 ? code.Length : path.Length + next)];
            _method = MethodIn(rest[..Math.Min(rest.Length, ReachOfMethod)]);
            _path.Read(path, out _);
            if (CategoryOfPath() is { } category)
                return category;
            code = code[path.Length..];
        }

        return null;
    }

    private static string MethodIn(ReadOnlySpan<byte> options)
    {
        var at = options.IndexOf("method"u8);
        if (at < 0)
            return "GET";
        var value = options[(at + 6)..].TrimStart(" \t\r\n:'\"`"u8);
        var length = value.IndexOfAnyExceptInRange((byte)'A', (byte)'Z');
        return ReviewWords.Normalised(length < 0 ? value : value[..length]).ToUpperInvariant();
    }
}
