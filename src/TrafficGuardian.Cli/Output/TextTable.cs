namespace TrafficGuardian.Cli.Output;

/// <summary>
/// Aligned columns. All but the last are as wide as their widest cell, at any width of the terminal, so that a name
/// is always whole and can be copied; the last one runs over where it must.
/// </summary>
internal sealed class TextTable
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];

    public TextTable(params string[] headings) => _rows.Add(headings);

    /// <summary>Adds a row; its text may come from anywhere.</summary>
    public void Add(params string[] cells) => _rows.Add([.. cells.Select(Printable.Of)]);

    /// <param name="writer">Where to.</param>
    /// <param name="colors">Whether severities are coloured and headings set off.</param>
    public void WriteTo(TextWriter writer, bool colors = false)
    {
        var widths = Enumerable.Range(0, _rows[0].Length).Select(column => _rows.Max(row => row[column].Length)).ToArray();
        for (var number = 0; number < _rows.Count; number++)
        {
            var row = _rows[number];
            var cells = row.Select((cell, column) => Paint(Pad(cell, column), cell));
            writer.WriteLine(string.Join(Gap, cells).TrimEnd());

            string Pad(string cell, int column) => column == row.Length - 1 ? cell : cell.PadRight(widths[column]);
            string Paint(string padded, string cell) => !colors ? padded : number == 0 ? Style.Bold(padded) : Style.OfSeverity(padded, cell);
        }
    }
}
