namespace TrafficGuardian.Detection.Reviewing;

/// <summary>Takes the fields of a request.</summary>
internal interface IFieldSink
{
    /// <summary>Takes one.</summary>
    /// <param name="field">Where it stands.</param>
    /// <param name="value">Its value, escapes undone; of an object or list empty.</param>
    void Take(FieldPlace field, ReadOnlySpan<byte> value);
}
