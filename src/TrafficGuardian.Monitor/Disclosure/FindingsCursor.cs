using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace TrafficGuardian.Monitor.Disclosure;

/// <summary>
/// A place among findings, newest first: behind the first so many of those seen at this millisecond. It is made of what the answer
/// before has told, so it tells nothing, needs no memory, and a made-up one leads to no finding that a question without it would not.
/// </summary>
/// <param name="Milliseconds">Unix time.</param>
/// <param name="Passed">Findings of that millisecond that were told; 0 or more.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FindingsCursor(long Milliseconds, int Passed)
{
    private const int LongestText = 64;

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"1.{Milliseconds}.{Passed}")));

    /// <summary>Reads what <see cref="ToString"/> makes.</summary>
    /// <exception cref="DisclosureException">It is something else.</exception>
    public static FindingsCursor Parse(string text)
    {
        if (text.Length <= LongestText && Base64Url.IsValid(text))
        {
            var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('.');
            if (parts is ["1", var time, var passed]
                && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
                && int.TryParse(passed, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return new FindingsCursor(milliseconds, count);
            }
        }

        throw FindingsQuestion.Wrong("cursor: write the next_cursor of an earlier answer, or leave it out");
    }
}
