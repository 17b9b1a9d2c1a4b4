namespace TrafficGuardian.Detection.Findings;

/// <summary>What a request does to a social account.</summary>
public enum MutationCategory
{
    Post,
    Reply,
    Repost,
    Like,
    Follow,
    Unfollow,

    /// <summary>A direct message.</summary>
    DirectMessage,
    MediaUpload,

    /// <summary>Something that goes on looking, or posting, by itself.</summary>
    PersistentMonitor,
    WebhookConfig,
    GiveawayDraw,

    /// <summary>Any other change: deleting, editing, blocking, the profile.</summary>
    Other,
}
