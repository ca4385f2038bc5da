using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.MLNet.Data;

/// <summary>Reads columns of a data view into memory, all in one pass, since a pass may embed every image.</summary>
internal sealed class ViewReader
{
    private readonly IDataView _data;
    private readonly List<DataViewSchema.Column> _columns = [];
    private readonly List<Action<DataViewRowCursor>> _open = [];
    private readonly List<Action> _rows = [];

    public ViewReader(IDataView data) => _data = data;

    public int Rows { get; private set; }

    /// <summary>Vectors of one known length.</summary>
    public Func<Matrix> Vectors(string name)
    {
        var column = Column(name);
        int length = (column.Type as VectorDataViewType)?.Size ?? 0;
        if (
            length == 0
            || column.Type is not VectorDataViewType { ItemType: NumberDataViewType item }
            || item != NumberDataViewType.Single
        )
            throw Wrong(column, "vectors of Single of a known length");
        var values = new List<float>();
        Read<VBuffer<float>>(
            column,
            (in vector) =>
            {
                var dense = vector.Dense();
                foreach (float value in dense)
                    if (!float.IsFinite(value))
                        throw new InvalidInputException(
                            FormattableString.Invariant(
                                $"Column '{name}' holds {value} in row {Rows}, counted from 0, but numbers are wanted. "
                            ) + $"Filter such rows with ml.Data.FilterByCustomPredicate, or find what made them."
                        );
                values.AddRange(dense);
            }
        );
        return () => new Matrix(Rows, length, values.ToArray());
    }

    /// <summary>States of labels: 1 or true present, 0 or false absent, NaN unknown; and their names.</summary>
    public (Func<LabelMatrix> Truth, string[] Names) Labels(string name)
    {
        var column = Column(name);
        var states = new List<LabelState>();
        int length = (column.Type as VectorDataViewType)?.Size ?? 0;
        if (length == 0)
            throw Wrong(column, "vectors of Single or Boolean with a slot per label");
        if (column.Type is VectorDataViewType { ItemType: BooleanDataViewType })
            Read<VBuffer<bool>>(
                column,
                (in vector) =>
                    states.AddRange(vector.DenseValues().Select(v => v ? LabelState.Present : LabelState.Absent))
            );
        else if (
            column.Type is VectorDataViewType { ItemType: NumberDataViewType item }
            && item == NumberDataViewType.Single
        )
            Read<VBuffer<float>>(
                column,
                (in vector) => states.AddRange(vector.DenseValues().Select(v => State(v, name)))
            );
        else
            throw Wrong(column, "vectors of Single or Boolean with a slot per label");
        return (
            () =>
            {
                var truth = new LabelMatrix(Rows, length);
                for (int i = 0; i < Rows; i++)
                for (int k = 0; k < length; k++)
                    truth[i, k] = states[i * length + k];
                return truth;
            },
            column.Names(Columns.SlotNames) ?? throw Wrong(column, "vectors with slot names, which name the labels")
        );
    }

    /// <summary>Class of each row, -1 where it has none; and the classes' names.</summary>
    public (Func<int[]> Classes, string[] Names) Classes(string name)
    {
        var column = Column(name);
        if (column.Type is not KeyDataViewType { Count: <= int.MaxValue } key || key.RawType != typeof(uint))
            throw Wrong(column, "keys of UInt32; MapValueToKey makes them of text");
        var classes = new List<int>();
        Read<uint>(column, (in value) => classes.Add((int)value - 1));
        return (
            () => [.. classes],
            column.Names(Columns.KeyValues) ?? throw Wrong(column, "keys with text values, which name the classes")
        );
    }

    /// <summary>A text per row.</summary>
    public Func<string[]> Texts(string name)
    {
        var column = Column(name);
        if (column.Type is not TextDataViewType)
            throw Wrong(column, "Text");
        var values = new List<string>();
        Read<ReadOnlyMemory<char>>(column, (in value) => values.Add(value.ToString()));
        return () => [.. values];
    }

    /// <summary>A number per row.</summary>
    public Func<float[]> Numbers(string name)
    {
        var column = Column(name);
        if (column.Type != NumberDataViewType.Single)
            throw Wrong(column, "Single");
        var values = new List<float>();
        Read<float>(column, (in value) => values.Add(value));
        return () => [.. values];
    }

    /// <summary>Reads all that was asked for.</summary>
    /// <param name="afterRow">Told how many rows were read.</param>
    public void Run(Action<int>? afterRow = null)
    {
        using var cursor = _data.GetRowCursor(_columns);
        foreach (var open in _open)
            open(cursor);
        while (cursor.MoveNext())
        {
            foreach (var row in _rows)
                row();
            Rows++;
            afterRow?.Invoke(Rows);
        }
    }

    private delegate void Reader<T>(in T value);

    private void Read<T>(DataViewSchema.Column column, Reader<T> read)
    {
        _columns.Add(column);
        _open.Add(cursor =>
        {
            var get = cursor.GetGetter<T>(column);
            T value = default!;
            _rows.Add(() =>
            {
                get(ref value);
                read(value);
            });
        });
    }

    private DataViewSchema.Column Column(string name) =>
        _data.Schema.GetColumnOrNull(name)
        ?? throw new InvalidInputException(
            $"The data have no column '{name}'. They have: {string.Join(", ", _data.Schema.Select(c => c.Name).Distinct())}."
        );

    private static InvalidInputException Wrong(DataViewSchema.Column column, string wanted) =>
        new($"Column '{column.Name}' holds {column.Type}, but {wanted} are wanted.");

    private static LabelState State(float value, string column) =>
        value switch
        {
            1 => LabelState.Present,
            0 => LabelState.Absent,
            _ when float.IsNaN(value) => LabelState.Unknown,
            _ => throw new InvalidInputException(
                FormattableString.Invariant(
                    $"Column '{column}' holds {value}; a label is 1 (present), 0 (absent) or NaN (unknown)."
                )
            ),
        };
}
