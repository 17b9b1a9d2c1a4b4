using TrafficGuardian.Detection.Streaming;

namespace TrafficGuardian.Detection.Sequences;

/// <summary>Tells what a tool does by its name and arguments, as tools of agents and MCP servers are called.</summary>
internal static class ToolKinds
{
    public static ToolKind Of(ToolCall call)
    {
        if (!Address(call).IsEmpty && Words.HoldsOneOf(call.Name, "fetch http request web browse navigate url curl download upload post get_page scrape open"u8))
            return ToolKind.Fetch;
        if (Words.HoldsOneOf(call.Name, "send_email send_mail sendmail email_send gmail_send send_message post_message create_gist upload webhook pastebin create_paste"u8))
            return ToolKind.Send;
        if (Path(call).IsEmpty)
            return ToolKind.Other;
        if (!Content(call).IsEmpty && Words.HoldsOneOf(call.Name, "write create edit save str_replace put_file"u8))
            return ToolKind.Write;
        return Content(call).IsEmpty && (Words.HoldsOneOf(call.Name, "read view cat load get_file file_content open"u8) || Value(call, "command"u8).SequenceEqual("view"u8))
            ? ToolKind.Read
            : ToolKind.Other;
    }

    public static ReadOnlySpan<byte> Path(ToolCall call) => Value(call, "path file_path filename file filepath target_file absolute_path relative_path uri paths output_path save_path destination"u8);

    public static ReadOnlySpan<byte> Content(ToolCall call) => Value(call, "content file_text text contents new_str new_string code data file_content"u8);

    /// <summary>The name of the variable or secret that a tool tells the value of.</summary>
    public static ReadOnlySpan<byte> Variable(ToolCall call) =>
        Words.HoldsOneOf(call.Name, "get_env getenv read_env env_get environment_variable get_secret read_secret secret_get"u8)
            ? Value(call, "variable variable_name var var_name name key env_var secret secret_name secret_id"u8)
            : default;

    /// <summary>The address that a tool goes to.</summary>
    public static ReadOnlySpan<byte> Address(ToolCall call)
    {
        for (var i = 0; i < call.Count; i++)
        {
            if (call.Value(i).StartsWith("http://"u8) || call.Value(i).StartsWith("https://"u8))
                return call.Value(i);
        }

        return default;
    }

    /// <summary>What it sends or fetches.</summary>
    public static Transfer TransferOf(ToolCall call)
    {
        var address = Address(call);
        var data = Value(call, "body data payload content text json form message params files attachments attachment file"u8).IsEmpty ? DataGrade.None : DataGrade.Inline;
        var query = address.IndexOf((byte)'?');
        if (query >= 0 && (address.Length - query > 32 || CarriesByName(address[query..])))
            data = DataGrade.Inline;
        if (Words.HoldsOneOf(call.Name, "upload"u8) || !Value(call, "files attachments attachment"u8).IsEmpty)
            data = DataGrade.Carried;
        if (address.IsEmpty)
            return new Transfer(IsOutside: true, data == DataGrade.None ? DataGrade.Inline : data, IsDrop: false);
        var host = Destination.HostOf(address);
        return new Transfer(Destination.IsOutside(host), data, Destination.IsDrop(host));
    }

    private static bool CarriesByName(ReadOnlySpan<byte> query) =>
        Words.HoldsOneOf(query, "?data= &data= ?payload= &payload= ?secret= &secret= ?env= &env= ?exfil= ?dump= &dump= ?leak= ?token= &token= ?key= &key= ?creds= ?pass="u8);

    private static ReadOnlySpan<byte> Value(ToolCall call, ReadOnlySpan<byte> keys)
    {
        for (var i = 0; i < call.Count; i++)
        {
            if (!call.Value(i).IsEmpty && Words.IsOneOf(call.Key(i), keys))
                return call.Value(i);
        }

        return default;
    }
}
