namespace TrafficGuardian.Detection.Sequences;

/// <summary>Tells files of secrets by what stands in them.</summary>
internal static class SecretText
{
    public static SecretGrade GradeOf(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("PRIVATE KEY-----"u8) >= 0 || text.IndexOf("aws_secret_access_key"u8) >= 0 || text.IndexOf("root:$"u8) >= 0)
            return SecretGrade.Credential;
        return text.IndexOf("root:x:0:0:"u8) >= 0 || text.IndexOf("AWS_SECRET_ACCESS_KEY="u8) >= 0 ? SecretGrade.Everyday : SecretGrade.None;
    }
}
