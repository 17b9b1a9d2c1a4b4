using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TrafficGuardian.Detection.Validators;

/// <summary>The validators that a rule can name.</summary>
internal static class ValidatorRegistry
{
    // Each takes what stands behind the colon, empty where there is none, and answers null where that is no argument of its.
    private static readonly SortedDictionary<string, Func<string, IValidator?>> Makers = new(StringComparer.Ordinal)
    {
        ["addresses_assistant"] = static argument => Plain(argument, AssistantAddress.IsIn),
        ["acting_code"] = static argument => Plain(argument, ActingCode.Is),
        ["base58_check"] = static argument => Plain(argument, WalletText.IsBase58Check),
        ["card_number"] = static argument => Plain(argument, CardNumber.Is),
        ["database_password"] = static argument => Plain(argument, UrlPassword.IsOfDatabase),
        ["drawn"] = static argument => Plain(argument, DrawnValue.Is),
        ["drawn_or_uuid"] = static argument => Plain(argument, static value => DrawnValue.IsUuid(value) || DrawnValue.Is(value)),
        ["entropy"] = static argument => Number(argument) is { } floor ? new EntropyValidator(floor) : null,
        ["iban"] = static argument => Plain(argument, Iban.Is),
        ["jwt"] = static argument => Plain(argument, JsonWebToken.Is),
        ["keyish"] = static argument => Plain(argument, DrawnValue.IsKeyish),
        ["lasting_path"] = static argument => Plain(argument, RemoveTarget.IsLasting),
        ["letters_and_digits"] = static argument => Plain(argument, CharacterKinds.HasLetterAndDigit),
        ["mixed_case"] = static argument => Plain(argument, CharacterKinds.HasBothCases),
        ["literal_password"] = static argument => Plain(argument, UrlPassword.IsLiteral),
        ["no_words"] = static argument => Plain(argument, DrawnValue.HoldsNoWords),
        ["not_ending"] = EndingValidator.TryMake,
        ["not_hex"] = static argument => Plain(argument, static value => !CharacterKinds.IsHex(value)),
        ["not_placeholder"] = static argument => Plain(argument, static value => !Placeholder.IsFillIn(value)),
        ["not_uuid"] = static argument => Plain(argument, static value => !DrawnValue.IsUuid(value)),
        ["password_after_colon"] = static argument => Plain(argument, UrlPassword.IsBehindColon),
        ["password_like"] = static argument => Plain(argument, DrawnValue.IsPassword),
        ["removes"] = static argument => Removes(argument),
        ["runs_download"] = static argument => Plain(argument, DownloadedFile.IsRun),
        ["seed_phrase"] = static argument => Plain(argument, SeedPhrase.IsIn),
        ["secret_name"] = static argument => argument.Length == 0 ? new Validator(SecretName.Announces, ofMatch: true) : null,
        ["service_name"] = static argument => argument.Length == 0 ? new Validator(ServiceNames.Announce, ofMatch: true) : null,
        ["shell_argument"] = static argument => Plain(argument, ShellArgument.IsCommand),
        ["unshaped_service"] = static argument => argument.Length == 0 ? new Validator(ServiceNames.LeaveOpen, ofMatch: true) : null,
        ["strong_password"] = static argument => Plain(argument, StrongPassword.IsLast),
        ["unordered"] = static argument => Plain(argument, static value => !DrawnValue.IsOrdered(value)),
        ["url_password"] = static argument => Plain(argument, UrlPassword.IsInUse),
        ["wallet_address"] = static argument => Plain(argument, WalletText.IsAddress),
        ["without"] = WithoutValidator.TryMake,
    };

    public static IEnumerable<string> Names => Makers.Keys;

    /// <summary>Makes the validator that <paramref name="text"/> (<c>name</c> or <c>name:argument</c>) names.</summary>
    public static bool TryMake(string text, [NotNullWhen(true)] out IValidator? validator)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? text : text[..colon];
        validator = Makers.TryGetValue(name, out var make) ? make(colon < 0 ? "" : text[(colon + 1)..]) : null;
        return validator is not null;
    }

    /// <summary>As <see cref="TryMake"/>, for names that were checked when their file was read.</summary>
    public static IValidator Make(string text) =>
        TryMake(text, out var validator) ? validator : throw new ArgumentException("unknown validator", nameof(text));

    private static Validator? Plain(string argument, Validator.Test test) => argument.Length == 0 ? new Validator(test) : null;

    private static Validator? Removes(string argument) => argument switch
    {
        "root" => new Validator(static value => RemoveTarget.IsWorth(value, RemoveGrade.Root)),
        "path" => new Validator(static value => RemoveTarget.IsWorth(value, RemoveGrade.Path)),
        "variable" => new Validator(static value => RemoveTarget.IsWorth(value, RemoveGrade.Variable)),
        _ => null,
    };

    private static double? Number(string argument) =>
        double.TryParse(argument, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
