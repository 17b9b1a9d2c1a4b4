using System.Diagnostics.CodeAnalysis;

namespace TrafficGuardian.Detection.Findings;

/// <summary>The enumerations of a review as the wire spells them.</summary>
public static class ReviewNames
{
    private static readonly (MutationCategory Category, string Name)[] Categories =
    [
        (MutationCategory.Post, "post"),
        (MutationCategory.Reply, "reply"),
        (MutationCategory.Repost, "repost"),
        (MutationCategory.Like, "like"),
        (MutationCategory.Follow, "follow"),
        (MutationCategory.Unfollow, "unfollow"),
        (MutationCategory.DirectMessage, "dm"),
        (MutationCategory.MediaUpload, "media_upload"),
        (MutationCategory.PersistentMonitor, "persistent_monitor"),
        (MutationCategory.WebhookConfig, "webhook_config"),
        (MutationCategory.GiveawayDraw, "giveaway_draw"),
        (MutationCategory.Other, "other_social_account_mutation"),
    ];

    /// <summary><c>post</c>, <c>dm</c>, <c>other_social_account_mutation</c> and so on.</summary>
    public static string Of(MutationCategory category) => Categories[(int)category].Name;

    /// <summary><c>http_request</c>, <c>openclaw_tool_request</c> or <c>unknown</c>.</summary>
    public static string Of(ReviewSource source) => source switch
    {
        ReviewSource.HttpRequest => "http_request",
        ReviewSource.ToolRequest => "openclaw_tool_request",
        _ => "unknown",
    };

    /// <summary><c>direct_operator</c>, <c>scheduler</c>, <c>background_runner</c> or <c>unknown</c>.</summary>
    public static string Of(ExecutionOrigin origin) => origin switch
    {
        ExecutionOrigin.DirectOperator => "direct_operator",
        ExecutionOrigin.Scheduler => "scheduler",
        ExecutionOrigin.BackgroundRunner => "background_runner",
        _ => "unknown",
    };

    /// <summary>Reads what <see cref="Of(MutationCategory)"/> writes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out MutationCategory category)
    {
        var index = Array.FindIndex(Categories, c => c.Name == text);
        category = index < 0 ? MutationCategory.Other : Categories[index].Category;
        return index >= 0;
    }

    /// <summary>Reads what <see cref="Of(ReviewSource)"/> writes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ReviewSource source)
    {
        (source, var known) = text switch
        {
            "http_request" => (ReviewSource.HttpRequest, true),
            "openclaw_tool_request" => (ReviewSource.ToolRequest, true),
            "unknown" => (ReviewSource.Unknown, true),
            _ => (ReviewSource.Unknown, false),
        };
        return known;
    }

    /// <summary>Reads what <see cref="Of(ExecutionOrigin)"/> writes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ExecutionOrigin origin)
    {
        (origin, var known) = text switch
        {
            "direct_operator" => (ExecutionOrigin.DirectOperator, true),
            "scheduler" => (ExecutionOrigin.Scheduler, true),
            "background_runner" => (ExecutionOrigin.BackgroundRunner, true),
            "unknown" => (ExecutionOrigin.Unknown, true),
            _ => (ExecutionOrigin.Unknown, false),
        };
        return known;
    }
}
