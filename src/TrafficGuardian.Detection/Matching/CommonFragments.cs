using System.Buffers.Binary;
using System.Text;

namespace TrafficGuardian.Detection.Matching;

/// <summary>
/// Four-byte fragments of the words that ordinary traffic is full of. Single bytes say nothing of them: all the letters of
/// <c>http</c> are rare, and the word is everywhere.
/// </summary>
internal static class CommonFragments
{
    /// <summary>What share of all places such a fragment is taken to have.</summary>
    public const double Share = 5e-4;

    private const string Words =
        """
        the that this with from have your you are not for and was all can will when what which their there would about
         into then than them they these those other some any each every only also more most like just over such after before while
         where here how user users using use used model models agent agents tool tools tooling assistant system message messages
         content text type name role value values number string object array list item items index data date time file files
         folder path line lines code function functions class method return returns call calls called calling argument arguments
         parameter parameters description title result results response request requests error errors status true false null none
         default option options version install instruction instructions prompt prompts command commands run running example
         examples test tests testing build create created update updated delete read reading write writing open close start stop
         send get set add make made need want should could must may might input output print show shows import export config
         configuration setting settings server client host port http https www com org net html json yaml python node script
         shell bash curl http:// https:// .com/ .org/ ://www. github docs documentation information application support service
         language large context token tokens stream event events project package module library api key keys access account
         password credentials secret secrets environment variable variables local public private network address email page
         pages search query question answer history conversation chat first last next previous above below following new old
         same different between through during without within because however please note important see let's it's don't
         ation tion ment ness ing  ed  er  es  ly  ", " ":" "," "},{" "\n
        """;

    private static readonly HashSet<uint> Fragments = Read();

    /// <summary>Whether four bytes, case ignored, are such a fragment.</summary>
    public static bool Contains(uint bytes) => Fragments.Contains(LiteralWindow.Fold(bytes));

    private static HashSet<uint> Read()
    {
        var text = Encoding.ASCII.GetBytes(Words.ReplaceLineEndings(" "));
        var fragments = new HashSet<uint>();
        for (var at = 0; at + sizeof(uint) <= text.Length; at++)
            fragments.Add(LiteralWindow.Fold(BinaryPrimitives.ReadUInt32LittleEndian(text.AsSpan(at))));
        return fragments;
    }
}
