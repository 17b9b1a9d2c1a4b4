namespace TrafficGuardian.Detection.Reviewing;

/// <summary>Where a request says which bot makes it.</summary>
internal enum AccountPlace
{
    /// <summary>Nowhere that is read.</summary>
    None,

    /// <summary>Telegram: the number before the colon of the token in the path.</summary>
    BotPath,

    /// <summary>Discord: the first part of the token in the <c>Authorization</c> header, base64 of the number.</summary>
    BotHeader,
}
