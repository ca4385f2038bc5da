using Microsoft.ML;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>The input with its embeddings, which are computed some rows ahead and on all cores, in order.</summary>
/// <param name="step">What embeds.</param>
/// <param name="memory">Embeddings of earlier passes.</param>
/// <param name="input">The rows.</param>
/// <param name="oneByOne">The same view, row by row.</param>
internal sealed class EmbeddedView(ImageStep step, RememberedEmbeddings memory, IDataView input, IDataView oneByOne)
    : IDataView
{
    /// <summary>No shuffling: both cursors on the input must see the same order.</summary>
    public bool CanShuffle => false;

    public DataViewSchema Schema => oneByOne.Schema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] needed = [.. columnsNeeded];
        if (!needed.Any(c => c.Name == step.Output && !c.IsHidden))
            return oneByOne.GetRowCursor(needed);
        var passed = input.GetRowCursor(
            needed.Where(c => c.Index < input.Schema.Count).Select(c => input.Schema[c.Index])
        );
        return new EmbeddedCursor(
            passed,
            new ReadAhead(step, memory, input.GetRowCursor([input.Schema[step.Input]])),
            Schema,
            Schema[step.Output]
        );
    }

    /// <summary>One cursor, whatever is hoped for: it keeps all cores busy by itself.</summary>
    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded,
        int n,
        Random? rand = null
    ) => [GetRowCursor(columnsNeeded)];
}
