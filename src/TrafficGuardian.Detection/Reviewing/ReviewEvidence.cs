using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Reviewing;

/// <summary>What a request says of itself besides what it does: classes, no values.</summary>
internal struct ReviewEvidence(SocialWriteTable table)
{
    private bool _isApprovalSeen;
    private bool _isApprovalRefused;

    /// <summary>Whether a field makes a post a reply.</summary>
    public bool IsReply { get; set; }

    /// <summary>Whether the client is a plugin or tool.</summary>
    public bool IsFromTool { get; private set; }

    public ExecutionOrigin Origin { get; private set; } = ExecutionOrigin.Unknown;

    /// <summary>Whether an operator's approval is claimed.</summary>
    public readonly bool HasApproval => _isApprovalSeen && !_isApprovalRefused;

    /// <summary>Takes a header.</summary>
    public void TakeHeader(ReadOnlySpan<byte> header, ReadOnlySpan<byte> value)
    {
        var name = ReviewWords.Normalised(header);
        if (name.Length == 0)
            return;
        _isApprovalSeen |= table.Approval.IsOne(name) && !table.Approval.IsRefusal(value);
        Origin = ContextWords.Stronger(Origin, table.Context.OfHeader(name, header, value));
        IsFromTool |= (table.ToolHeaders.Contains(name.StartsWith('x') ? name[1..] : name) && !value.IsEmpty)
            || (name == "useragent" && IsToolClient(value));
    }

    /// <summary>Takes a field of query or body.</summary>
    public void TakeField(FieldPlace field, ReadOnlySpan<byte> value)
    {
        var name = ReviewWords.Normalised(System.Text.Encoding.Latin1.GetBytes(field.Name));
        if (name.Length == 0 || field.IsObject)
            return;
        Origin = ContextWords.Stronger(Origin, table.Context.OfField(name, value));
        if (table.Approval.IsOne(name))
            _isApprovalSeen |= !table.Approval.IsRefusal(value);
        else if (field.Parent.Length > 0 && table.Approval.IsOne(ReviewWords.Normalised(System.Text.Encoding.Latin1.GetBytes(field.Parent))))
            TakeInside(name, value);
    }

    // approval: { "id": "…", "status": "pending" }
    private void TakeInside(string name, ReadOnlySpan<byte> value)
    {
        var isRefusal = table.Approval.IsRefusal(value);
        _isApprovalSeen |= !isRefusal;
        _isApprovalRefused |= isRefusal && ApprovalNames.IsAnswer(name);
    }

    private readonly bool IsToolClient(ReadOnlySpan<byte> value)
    {
        foreach (var word in ReviewWords.Of(value))
        {
            if (table.ToolClients.Contains(word))
                return true;
        }

        return ReviewWords.Normalised(value[..Math.Min(value.Length, 32)]).StartsWith("tweetclaw", StringComparison.Ordinal);
    }
}
