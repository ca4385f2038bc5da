using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.MLNet.Parts;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>Embeds the coming rows of a cursor on all cores, a batch at a time; a row's failure is thrown when that row is read.</summary>
internal sealed class ReadAhead : IDisposable
{
    // A few images a core: enough that no core waits long for the slowest image, few enough to start soon.
    private static readonly int BatchRows = 8 * Environment.ProcessorCount;

    private readonly EmbedImagesPart _part;
    private readonly DataViewRowCursor _cursor;
    private readonly Func<PartSource> _read;
    private readonly Queue<Row> _rows = [];
    private Row? _current;

    public ReadAhead(EmbedImagesPart part, DataViewRowCursor cursor)
    {
        (_part, _cursor) = (part, cursor);
        var column = cursor.Schema[part.InputColumn];
        if (part.FromBytes)
        {
            var get = cursor.GetGetter<VBuffer<byte>>(column);
            _read = () =>
            {
                var source = new BytesSource();
                get(ref source.Value);
                return source;
            };
        }
        else
        {
            var get = cursor.GetGetter<ReadOnlyMemory<char>>(column);
            _read = () =>
            {
                var source = new PathSource();
                get(ref source.Value);
                return source;
            };
        }
    }

    public bool MoveNext()
    {
        if (_rows.Count == 0) Fill();
        return _rows.TryDequeue(out _current);
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
        while (batch.Count < BatchRows && _cursor.MoveNext()) batch.Add(Read());
        // With ranges of one, so that a slow image keeps no other waiting behind it.
        Parallel.ForEach(System.Collections.Concurrent.Partitioner.Create(batch, loadBalance: true), Embed);
        foreach (var row in batch) _rows.Enqueue(row);
    }

    private Row Read()
    {
        var row = new Row(new float[_part.Length]);
        try
        {
            row.Source = _read();
        }
        catch (Exception e)
        {
            row.Failure = ExceptionDispatchInfo.Capture(e);
        }
        return row;
    }

    private void Embed(Row row)
    {
        if (row.Source is null) return;
        try
        {
            _part.Compute(row.Source, row.Embedding);
        }
        catch (Exception e)
        {
            row.Failure = ExceptionDispatchInfo.Capture(e);
        }
        row.Source = null;
    }

    private sealed class Row(float[] embedding)
    {
        public float[] Embedding { get; } = embedding;

        public PartSource? Source { get; set; }

        public ExceptionDispatchInfo? Failure { get; set; }
    }
}
