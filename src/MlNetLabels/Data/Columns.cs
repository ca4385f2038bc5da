using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetLabels.MLNet.Data;

/// <summary>ML.NET's vectors, keys, and names as annotations.</summary>
internal static class Columns
{
    public const string SlotNames = "SlotNames",
        KeyValues = "KeyValues",
        Backbone = "Backbone";

    /// <summary>Makes a column a vector of single precision with, where given, a name for each slot.</summary>
    public static void SetVector(
        this SchemaDefinition.Column column,
        int length,
        IReadOnlyList<string>? slotNames = null
    )
    {
        column.ColumnType = new VectorDataViewType(NumberDataViewType.Single, length);
        if (slotNames is not null)
            column.AddNames(SlotNames, slotNames);
    }

    /// <summary>Makes a column a key into names.</summary>
    public static void SetKey(this SchemaDefinition.Column column, IReadOnlyList<string> names)
    {
        column.ColumnType = new KeyDataViewType(typeof(uint), names.Count);
        column.AddNames(KeyValues, names);
    }

    /// <summary>All values, the zeros that a sparse vector leaves out included.</summary>
    public static ReadOnlySpan<float> Dense(this in VBuffer<float> vector) =>
        vector.IsDense ? vector.GetValues() : vector.DenseValues().ToArray();

    public static void AddNames(this SchemaDefinition.Column column, string kind, IReadOnlyList<string> names) =>
        column.AddAnnotation(
            kind,
            new VBuffer<ReadOnlyMemory<char>>(names.Count, [.. names.Select(n => n.AsMemory())]),
            new VectorDataViewType(TextDataViewType.Instance, names.Count)
        );

    /// <summary>The names that a column is annotated with; null where it has none.</summary>
    public static string[]? Names(this DataViewSchema.Column column, string kind)
    {
        if (
            column.Annotations.Schema.GetColumnOrNull(kind)
            is not { Type: VectorDataViewType { ItemType: TextDataViewType } }
        )
            return null;
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.Annotations.GetValue(kind, ref names);
        return [.. names.DenseValues().Select(n => n.ToString())];
    }

    /// <summary>A text that a column is annotated with; null where it has none.</summary>
    public static string? Text(this DataViewSchema.Column column, string kind)
    {
        if (column.Annotations.Schema.GetColumnOrNull(kind) is not { Type: TextDataViewType })
            return null;
        ReadOnlyMemory<char> text = default;
        column.Annotations.GetValue(kind, ref text);
        return text.ToString();
    }
}
