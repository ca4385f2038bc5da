using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>
/// Moves two cursors over the same rows side by side: one passes columns through, the other reads ahead.
/// </summary>
internal sealed class EmbeddedCursor(
    DataViewRowCursor passed,
    ReadAhead ahead,
    DataViewSchema schema,
    DataViewSchema.Column output
) : DataViewRowCursor
{
    private readonly ValueGetter<DataViewRowId> _id = passed.GetIdGetter();

    public override DataViewSchema Schema => schema;

    public override long Position => passed.Position;

    public override long Batch => passed.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) =>
        column.Index == output.Index || IsPassed(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => passed.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (column.Index == output.Index)
        {
            ValueGetter<VBuffer<float>> get = ahead.Get;
            return (Delegate)get as ValueGetter<TValue>
                ?? throw new InvalidOperationException(
                    $"Column '{output.Name}' holds {output.Type}, not {typeof(TValue)}."
                );
        }
        if (!IsPassed(column))
            throw new InvalidOperationException($"Column '{column.Name}' was not asked for.");
        return passed.GetGetter<TValue>(passed.Schema[column.Index]);
    }

    public override bool MoveNext()
    {
        if (!passed.MoveNext())
            return false;
        DataViewRowId id = default;
        _id(ref id);
        return ahead.MoveNext(id);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            passed.Dispose();
            ahead.Dispose();
        }
        base.Dispose(disposing);
    }

    private bool IsPassed(DataViewSchema.Column column) =>
        column.Index < passed.Schema.Count && passed.IsColumnActive(passed.Schema[column.Index]);
}
