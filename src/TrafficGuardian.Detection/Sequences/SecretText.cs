namespace TrafficGuardian.Detection.Sequences;

/// <summary>Tells files of secrets by what stands in them.</summary>
internal static class SecretText
{
    /// <summary>Whether a variable's name says that its value is a secret.</summary>
    public static bool IsSecretName(ReadOnlySpan<byte> name) =>
        Words.HoldsOneOf(name, "SECRET PASSWORD PASSWD TOKEN _KEY APIKEY DATABASE_URL REDIS_URL MONGO_URL MONGODB_URI CONNECTION_STRING CREDENTIAL _DSN"u8);

    public static SecretGrade GradeOf(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("PRIVATE KEY-----"u8) >= 0 || text.IndexOf("aws_secret_access_key"u8) >= 0 || text.IndexOf("root:$"u8) >= 0)
            return SecretGrade.Credential;
        return text.IndexOf("root:x:0:0:"u8) >= 0 || text.IndexOf("AWS_SECRET_ACCESS_KEY="u8) >= 0 ? SecretGrade.Everyday : SecretGrade.None;
    }
}
