using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.Embedding;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>
/// Embeds the coming rows of a cursor, a batch at a time on several threads; a row's failure is thrown when that row is
/// read.
/// </summary>
internal sealed class ReadAhead : IDisposable
{
    // A few images per thread: enough that none waits long for the slowest image, few enough to start soon.
    private const int RowsPerThread = 8;

    // Bytes of files and pixels on their way.
    private const long MaxBatch = 256 << 20;

    private readonly ImageStep _step;
    private readonly RememberedEmbeddings _memory;
    private readonly DataViewRowCursor _cursor;
    private readonly ValueGetter<DataViewRowId> _id;
    private readonly Func<ImageInput> _read;
    private readonly Queue<Row> _rows = [];
    private Row? _current;

    public ReadAhead(ImageStep step, RememberedEmbeddings memory, DataViewRowCursor cursor)
    {
        (_step, _memory, _cursor, _id) = (step, memory, cursor, cursor.GetIdGetter());
        _read = ImageReader.Create(cursor, cursor.Schema[step.Input]);
    }

    /// <summary>Moves to the next row, which must be that of the cursor that goes beside this one.</summary>
    public bool MoveNext(DataViewRowId beside)
    {
        if (_rows.Count == 0)
            Fill();
        if (!_rows.TryDequeue(out _current))
            return false;
        if (!_current.Id.Equals(beside))
            throw new InvalidInputException(
                "The data come in another order each time they are read, so embeddings would meet other images' "
                    + "labels. Put ml.Data.Cache around what shuffles them."
            );
        return true;
    }

    /// <summary>The embedding of the row that was moved to.</summary>
    public void Get(ref VBuffer<float> embedding)
    {
        var row = _current ?? throw new InvalidOperationException("There is no row yet: call MoveNext first.");
        row.Failure?.Throw();
        var editor = VBufferEditor.Create(ref embedding, row.Embedding.Length);
        row.Embedding.CopyTo(editor.Values);
        embedding = editor.Commit();
    }

    public void Dispose() => _cursor.Dispose();

    private void Fill()
    {
        var batch = new List<Row>();
        long size = 0;
        while (batch.Count < RowsPerThread * _step.Threads && size < MaxBatch && _cursor.MoveNext())
        {
            batch.Add(Read());
            size += batch[^1].Source?.Size() ?? 0;
        }
        // In later passes all are remembered, and starting threads would take longer than all else.
        Row[] unknown = [.. batch.Where(row => row.Source is not null)];
        if (unknown.Length > 0)
            Workers.Run(unknown.Length, _step.Threads, i => Try(unknown[i], Embed), CancellationToken.None);
        foreach (var row in batch)
            _rows.Enqueue(row);
    }

    private Row Read()
    {
        var row = new Row();
        _id(ref row.Id);
        Try(
            row,
            r =>
            {
                var image = _read();
                if (_memory.Find(image) is { } known)
                    r.Embedding = known;
                else
                    r.Source = image;
            }
        );
        return row;
    }

    private void Embed(Row row)
    {
        if (row.Source is not { } image)
            return;
        row.Source = null;
        row.Embedding = _memory.GetOrMake(image, i => i.EmbedBy(_step));
    }

    private static void Try(Row row, Action<Row> action)
    {
        try
        {
            action(row);
        }
        catch (Exception e)
        {
            row.Failure ??= ExceptionDispatchInfo.Capture(e);
        }
    }

    private sealed class Row
    {
        public DataViewRowId Id;

        public ImageInput? Source;

        public float[] Embedding = [];

        public ExceptionDispatchInfo? Failure;
    }
}
