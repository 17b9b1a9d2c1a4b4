using System.Text;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Redaction;
using TrafficGuardian.Detection.Reviewing;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// Watches one request of an agent for a write to a social account, and makes a record for the operator's review:
/// <list type="number">
/// <item>the host and the path decide whether it may be one; for nearly all requests nothing more is done;</item>
/// <item>the head tells method, client, approval and who set it going;</item>
/// <item>the beginning of the body is held until its end, and tells what only it knows.</item>
/// </list>
/// </summary>
internal sealed class SocialReview(Detector detector, List<Detected> found) : IFieldSink
{
    /// <summary>Bytes of a body that are held.</summary>
    public const int MostBody = 32 * 1024;

    private const string Platform = "openclaw";

    private readonly SocialWriteTable _table = SocialWriteTable.BuiltIn;
    private readonly PathSegments _path = new();
    private readonly ToolCall _tool = new(SocialWriteTable.BuiltIn.Tools);
    private MessageContext? _context;
    private string? _host;
    private IReadOnlyList<SocialService> _services = [];
    private SocialRoute? _route;
    private ReviewHead _head;
    private ReviewEvidence _evidence;
    private bool[] _holds = [];
    private byte[] _body = [];
    private int _bodyLength;
    private byte[] _target = [];

    /// <summary>Bytes that are held now.</summary>
    public int Held => _bodyLength;

    /// <summary>Whether there is something to watch for: what leaves, on the one platform that has reviews.</summary>
    public static bool Watches(MessageContext context) => context.Direction == Direction.Outbound && context.Platform == Platform;

    /// <summary>Starts a request.</summary>
    public void Begin(MessageContext context)
    {
        _context = context;
        _body.AsSpan(0, _bodyLength).Clear();
        _target.AsSpan().Clear();
        _path.Clear();
        (_route, _bodyLength, _target) = (null, 0, []);
    }

    /// <summary>Takes the head, in HTTP/1 form.</summary>
    public void Head(ReadOnlySpan<byte> head)
    {
        var reader = new HeadReader(head);
        if (_context is null || !reader.Next())
            return;
        var method = ReviewHead.MethodOf(reader.Line);
        var services = ServicesAt(_context.Host);
        if (services.Count == 0 && method is "GET" or "HEAD" or "OPTIONS" or "CONNECT")
            return;
        var target = HeadReader.Target(reader.Line);
        _path.Read(target, out var query);
        if (_path.Count == 0 || !IsRoute(services))
            return;
        _head = new ReviewHead(method);
        _evidence = new ReviewEvidence(_table);
        while (reader.Next())
            _head.Take(reader.Name, HeadReader.Value(reader.Line), _table, ref _evidence);
        _route = RouteOf(services, _head.Method);
        if (_route is null || IsOwnChannel(_route.Service))
        {
            _route = null;
            return;
        }

        _target = target[..Math.Min(target.Length, MostBody)].ToArray();
        _holds = new bool[_route.Cases.Count];
        _tool.Begin();
        FieldReader.Form(query, this);
    }

    /// <summary>Takes the next bytes of the body.</summary>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        if (_route is null || bytes.IsEmpty)
            return;
        if (_body.Length == 0)
            _body = new byte[MostBody];
        var taken = Math.Min(bytes.Length, MostBody - _bodyLength);
        bytes[..taken].CopyTo(_body.AsSpan(_bodyLength));
        _bodyLength += taken;
    }

    /// <summary>The request has ended.</summary>
    public void End(DateTimeOffset now)
    {
        if (_route is not { } route)
            return;
        FieldReader.Body(_body.AsSpan(0, _bodyLength), this);
        if (CategoryOf(route) is { } category)
            Report(route, category, now);
        _tool.Begin();
        Begin(_context!);
    }

    void IFieldSink.Take(FieldPlace field, ReadOnlySpan<byte> value)
    {
        var route = _route!;
        for (var i = 0; i < route.Cases.Count; i++)
            _holds[i] |= IsCase(route.Cases[i], field, value);
        foreach (var reply in route.Service.Replies)
            _evidence.IsReply |= field.Is(reply) && IsThere(field, value);
        _evidence.TakeField(field, value);
        if (route.IsToolCall)
            _tool.Take(field, value);
    }

    private static bool IsCase(SocialCase @case, FieldPlace field, ReadOnlySpan<byte> value) =>
        field.Is(@case.Field) && (@case.Value is { } wanted ? ReviewWords.EqualsIgnoreCase(value, wanted) : IsThere(field, value));

    private static bool IsThere(FieldPlace field, ReadOnlySpan<byte> value) =>
        field.IsObject || !(value.IsEmpty || value.SequenceEqual("null"u8) || value.SequenceEqual("false"u8) || value.SequenceEqual("0"u8));

    // The messages of a connection share their host.
    private IReadOnlyList<SocialService> ServicesAt(string host)
    {
        if (!ReferenceEquals(host, _host))
            (_host, _services) = (host, _table.At(host));
        return _services;
    }

    private bool IsRoute(IReadOnlyList<SocialService> services) => RouteOf(services, method: null) is not null;

    // The service at this host before one that any host may be. By numbers: nearly every request gets no further than here.
    private SocialRoute? RouteOf(IReadOnlyList<SocialService> services, string? method)
    {
        for (var i = 0; i < services.Count + _table.Anywhere.Count; i++)
        {
            var routes = (i < services.Count ? services[i] : _table.Anywhere[i - services.Count]).Routes;
            for (var j = 0; j < routes.Count; j++)
            {
                if (routes[j].Matches(_path) && (method is null || routes[j].Methods.Contains(method)))
                    return routes[j];
            }
        }

        return null;
    }

    private bool IsOwnChannel(SocialService service)
    {
        if (service.Account == AccountPlace.None || !detector.OwnChannels.Any(c => c.Service == service.Name))
            return false;
        var account = service.Account == AccountPlace.BotPath ? ReviewHead.AccountOf(_path[0]) : _head.Account;
        return account is not null && detector.OwnChannels.Any(c => c.Service == service.Name && (c.Account ?? account) == account);
    }

    private MutationCategory? CategoryOf(SocialRoute route)
    {
        if (route.IsToolCall)
            return _tool.Category();
        var first = Array.IndexOf(_holds, true);
        var category = first < 0 ? route.Otherwise : route.Cases[first].Category;
        return category == MutationCategory.Post && _evidence.IsReply ? MutationCategory.Reply : category;
    }

    private void Report(SocialRoute route, MutationCategory category, DateTimeOffset now)
    {
        var fields = new ReviewFields(
            _evidence.IsFromTool ? ReviewSource.ToolRequest : route.Service.Source, category, _evidence.HasApproval, _evidence.Origin);
        var text = new ReviewText(route, fields, _head.Shown);
        var snippet = text.Snippet(detector.SafeDestination(_context!.Host), Redactor.MaxSnippet);
        if (detector.SocialWrite(_context, new FixedText(PatternCatalogue.SocialWrite, route.Service.Name, text.Severity, snippet), fields, Action(text), now) is { } detected)
            found.Add(detected);
    }

    // The parts of one upload are one action.
    private byte[] Action(ReviewText text)
    {
        var identity = Encoding.UTF8.GetBytes($"{text.Identity}\n{_context!.Destination}\n{_target.Length}\n");
        return text.Fields.Category == MutationCategory.MediaUpload ? identity : [.. identity, .. _target, .. _body.AsSpan(0, _bodyLength)];
    }
}
