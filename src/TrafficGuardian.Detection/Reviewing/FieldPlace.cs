namespace TrafficGuardian.Detection.Reviewing;

/// <summary>Where a field stands.</summary>
/// <param name="Parent">The name of the object that it stands in; empty at the top.</param>
/// <param name="Name">Its name.</param>
/// <param name="Depth">1 for a field of the body itself, of a query or form; 0 where a JSON body, or one of a list of them, begins.</param>
/// <param name="IsObject">Whether its value is an object or a list.</param>
internal readonly record struct FieldPlace(string Parent, string Name, int Depth, bool IsObject)
{
    /// <summary>Whether it has this name, letter case aside.</summary>
    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
