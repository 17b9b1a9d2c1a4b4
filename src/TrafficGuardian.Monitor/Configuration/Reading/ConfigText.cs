using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace TrafficGuardian.Monitor.Configuration.Reading;

/// <summary>Reads JSON (RFC 8259) with comments and trailing commas into nodes; a repeated key is a problem.</summary>
internal static class ConfigText
{
    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a whole file.</summary>
    /// <returns>The object that the file holds, or null where it holds none; the problems say why.</returns>
    public static ConfigNode? Parse(ReadOnlySpan<byte> utf8, ProblemList problems)
    {
        if (!Utf8.IsValid(utf8))
        {
            problems.Add(new ConfigProblem(problems.File, "is not UTF-8", "save it as UTF-8 text"));
            return null;
        }

        var mark = utf8.StartsWith("\uFEFF"u8) ? 3 : 0;
        var reader = new Utf8JsonReader(utf8[mark..], Options);
        try
        {
            reader.Read();
            var root = Value(ref reader, "", mark, problems);
            reader.Read();
            if (root.Kind == ConfigNodeKind.Object)
            {
                return root;
            }

            problems.AddAt(root.Offset, problems.File, "does not hold a JSON object", "write the keys between { and }");
        }
        catch (JsonException e)
        {
            // The exception's own text could quote the file.
            problems.Add(new ConfigProblem(problems.File, "is not valid JSON at this place", "look for a missing or surplus comma, quote, bracket or brace there")
            {
                Line = (int)(e.LineNumber ?? 0) + 1,
                Column = (int)(e.BytePositionInLine ?? 0) + 1 + (e.LineNumber is null or 0 ? mark : 0),
            });
        }
        catch (InvalidOperationException)
        {
            problems.AddAt((int)reader.TokenStartIndex + mark, problems.File, "has an escape here that is no character", "write the character itself");
        }

        return null;
    }

    private static ConfigNode Value(ref Utf8JsonReader reader, string path, int mark, ProblemList problems)
    {
        var offset = (int)reader.TokenStartIndex + mark;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return Object(ref reader, path, mark, problems);
            case JsonTokenType.StartArray:
                var array = new ConfigNode(ConfigNodeKind.Array, offset);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    array.Items.Add(Value(ref reader, $"{path}[{array.Items.Count}]", mark, problems));
                }

                return array;
            case JsonTokenType.String:
                return new ConfigNode(ConfigNodeKind.Text, offset) { Text = reader.GetString()! };
            case JsonTokenType.Number:
                return new ConfigNode(ConfigNodeKind.Number, offset) { Text = Encoding.UTF8.GetString(reader.ValueSpan) };
            case JsonTokenType.True or JsonTokenType.False:
                return new ConfigNode(ConfigNodeKind.Boolean, offset) { Text = reader.TokenType == JsonTokenType.True ? "true" : "false" };
            default:
                return new ConfigNode(ConfigNodeKind.Null, offset);
        }
    }

    private static ConfigNode Object(ref Utf8JsonReader reader, string path, int mark, ProblemList problems)
    {
        var node = new ConfigNode(ConfigNodeKind.Object, (int)reader.TokenStartIndex + mark);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var offset = (int)reader.TokenStartIndex + mark;
            var key = reader.GetString()!;
            var keyPath = KeyName.Join(path, key);
            reader.Read();
            if (!node.Members.TryAdd(key, Value(ref reader, keyPath, mark, problems)))
            {
                problems.AddAt(offset, keyPath, "stands here a second time", "keep one of the two");
            }
        }

        return node;
    }
}
