namespace TrafficGuardian.Detection.Sequences;

/// <summary>Reads commands that send or fetch: what they take along, where to, and under what name they save what comes.</summary>
internal ref struct NetworkCommand
{
    /// <summary>What it sends or fetches.</summary>
    public Transfer Transfer { get; private set; }

    /// <summary>The file that what comes is saved as; empty where it is not.</summary>
    public ReadOnlySpan<byte> SavedAs { get; private set; }

    /// <summary>Whether it fetches over a connection that anybody on the way may change.</summary>
    public bool IsPlain { get; private set; }

    /// <summary>Reads a command; false where it is none of this kind.</summary>
    /// <param name="text">The text it stands in.</param>
    /// <param name="command">The command.</param>
    /// <param name="at">The index of its program.</param>
    /// <param name="read">What it does.</param>
    public static bool TryRead(ShellText text, scoped in ShellCommand command, int at, out NetworkCommand read)
    {
        read = default;
        var program = Words.Name(text.Word(command, at));
        if (program.EndsWith(".exe"u8))
            program = program[..^4];
        if (Words.IsOneOf(program, "curl wget http https xh httpie iwr irm Invoke-WebRequest Invoke-RestMethod invoke-webrequest invoke-restmethod aria2c"u8))
            read.Web(text, command, at, isWget: program.SequenceEqual("wget"u8) || program.SequenceEqual("aria2c"u8));
        else if (Words.IsOneOf(program, "nc ncat netcat socat telnet openssl"u8))
            read.Socket(text, command, at);
        else if (Words.IsOneOf(program, "scp rsync sftp rclone"u8))
            read.Copy(text, command, at);
        else if (Words.IsOneOf(program, "dig nslookup host drill"u8))
            read.Lookup(text, command, at);
        else if (Words.IsOneOf(program, "mail mailx mutt sendmail swaks"u8))
            read.Transfer = new Transfer(IsOutside: true, command.TakesPipe || HasInput(text, command) ? DataGrade.Carried : DataGrade.Inline, IsDrop: false);
        else
            return false;
        return true;
    }

    /// <summary>Whether what follows an option is what one logs in with.</summary>
    public static bool IsIdentity(ReadOnlySpan<byte> option) =>
        Words.IsOneOf(option, "-i -o --key --cert -E --cacert --netrc-file --config -K --private-key --certificate --ca-certificate -identity"u8);

    private void Web(ShellText text, scoped in ShellCommand command, int at, bool isWget)
    {
        ReadOnlySpan<byte> address = default;
        var data = DataGrade.None;
        for (var i = at + 1; i < command.Words; i++)
        {
            var word = text.Word(command, i);
            var next = text.Word(command, i + 1);
            if (word is [(byte)'>', ..])
            {
                SavedAs = next;
                i++;
            }
            else if (word is [(byte)'-', _, ..])
            {
                data = Max(data, Option(word, next, isWget, command.TakesPipe));
                // A value may look like an address.
                i += TakesValue(word, isWget) ? 1 : 0;
            }
            else if (word.IndexOf("://"u8) > 0 || (address.IsEmpty && word.IndexOf((byte)'.') > 0))
            {
                address = word;
            }
        }

        var query = address.IndexOf((byte)'?');
        if (!address.IsEmpty && address[Math.Max(0, address.IndexOf("://"u8) + 3)..].Contains((byte)'$') && Destination.HostOf(address) is not [(byte)'$', ..])
            data = DataGrade.Carried;
        else if (query >= 0 && LongestValue(address[query..]) >= 24)
            data = Max(data, DataGrade.Inline);
        if (isWget && SavedAs.IsEmpty && query < 0)
            SavedAs = Words.Name(address);
        if (SavedAs.SequenceEqual("-"u8) || SavedAs.StartsWith("/dev/null"u8))
            SavedAs = default;
        else if (SavedAs.SequenceEqual("*"u8))
            SavedAs = Words.Name(query < 0 ? address : address[..query]);
        IsPlain = address.StartsWith("http://"u8);
        To(Destination.HostOf(address), data);
    }

    private DataGrade Option(ReadOnlySpan<byte> word, ReadOnlySpan<byte> next, bool isWget, bool takesPipe)
    {
        var equals = word.IndexOf((byte)'=');
        var value = word.StartsWith("--"u8) && equals > 0 ? word[(equals + 1)..] : next;
        var name = word.StartsWith("--"u8) && equals > 0 ? word[..equals] : word;
        if (Words.IsOneOf(name, "-d --data --data-binary --data-raw --data-ascii --data-urlencode --json -F --form --form-string --post-data --body-data -Body"u8))
            return IsCarried(value, takesPipe) ? DataGrade.Carried : DataGrade.Inline;
        if (!isWget && name is [(byte)'-', (byte)'d', _, ..] && name[1..].IndexOf((byte)'-') < 0)
            return IsCarried(name[2..], takesPipe) ? DataGrade.Carried : DataGrade.Inline;
        if (Words.IsOneOf(name, "-T --upload-file --post-file --body-file -InFile"u8))
            return DataGrade.Carried;
        var isCluster = name is [(byte)'-', not (byte)'-', ..] && name.Length < 7;
        if (Words.IsOneOf(name, "--output --output-document -OutFile -Outfile -outfile"u8) || (isCluster && name[^1] == (isWget ? 'O' : 'o')))
            SavedAs = value;
        else if (!isWget && (name.SequenceEqual("--remote-name"u8) || (isCluster && name.Contains((byte)'O'))))
            SavedAs = "*"u8;
        return DataGrade.None;
    }

    private static bool IsCarried(ReadOnlySpan<byte> value, bool takesPipe) => value is [(byte)'@', ..] || value.IndexOf("=@"u8) >= 0
        || value.IndexOf("=<"u8) >= 0 || value.Contains((byte)'$') || (takesPipe && value.EndsWith("-"u8));

    private static bool TakesValue(ReadOnlySpan<byte> word, bool isWget) => word.IndexOf((byte)'=') < 0 && (Words.IsOneOf(word,
        "-d --data --data-binary --data-raw --data-ascii --data-urlencode --json -F --form --form-string --post-data --body-data -T --upload-file --post-file --body-file -o --output --output-document -X --request --method -H --header -A --user-agent -e --referer -u --user -x --proxy -b --cookie -c --cookie-jar -m --max-time --connect-timeout --retry -w --write-out -Body -InFile -OutFile -Method -Headers -P --cacert --cert --key"u8)
        || (word is [(byte)'-', not (byte)'-', ..] && word.Length < 7 && word[^1] is (byte)'o' or (byte)'X' or (byte)'H' or (byte)'d' or (byte)'F' or (byte)'T')
        || (isWget && word is [(byte)'-', not (byte)'-', ..] && word[^1] == 'O'));

    private void Socket(ShellText text, scoped in ShellCommand command, int at)
    {
        ReadOnlySpan<byte> host = default;
        for (var i = at + 1; i < command.Words && host.IsEmpty; i++)
        {
            var word = text.Word(command, i);
            if (word.IndexOf((byte)'.') > 0 && word is not [(byte)'-', ..])
                host = word[(word.IndexOf((byte)':') is var c and > 0 && c < word.Length - 1 && !char.IsAsciiDigit((char)word[c + 1]) ? c + 1 : 0)..];
        }

        To(Destination.HostOf(host), command.TakesPipe || HasInput(text, command) ? DataGrade.Carried : DataGrade.None);
    }

    // What goes to another machine stands last.
    private void Copy(ShellText text, scoped in ShellCommand command, int at)
    {
        var last = text.Word(command, command.Words - 1);
        var colon = last.IndexOf((byte)':');
        if (command.Words - at > 2 && colon > 1 && !last[..colon].Contains((byte)'/'))
            Transfer = new Transfer(IsOutside: last[..colon].Contains((byte)'@') || last[..colon].Contains((byte)'.'), DataGrade.Carried, Destination.IsDrop(Destination.HostOf(last[..colon])));
    }

    private void Lookup(ShellText text, scoped in ShellCommand command, int at)
    {
        for (var i = at + 1; i < command.Words; i++)
        {
            var word = text.Word(command, i);
            if (word.Contains((byte)'$') && word.IndexOf((byte)'.') > 0)
                Transfer = new Transfer(IsOutside: true, DataGrade.Carried, IsDrop: false);
        }
    }

    private void To(ReadOnlySpan<byte> host, DataGrade data)
    {
        if (!host.IsEmpty)
            Transfer = new Transfer(Destination.IsOutside(host), data, Destination.IsDrop(host));
    }

    private static bool HasInput(ShellText text, scoped in ShellCommand command)
    {
        for (var i = 0; i < command.Words; i++)
        {
            if (text.Word(command, i).SequenceEqual("<"u8))
                return true;
        }

        return false;
    }

    private static int LongestValue(ReadOnlySpan<byte> query)
    {
        var longest = 0;
        foreach (var range in query.Split((byte)'&'))
            longest = Math.Max(longest, query[range].Length - query[range].IndexOf((byte)'=') - 1);
        return longest;
    }

    private static DataGrade Max(DataGrade a, DataGrade b) => a > b ? a : b;
}
