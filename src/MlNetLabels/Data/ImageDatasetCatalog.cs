using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.Data;
using MlNetLabels.MLNet.Data;

namespace MlNetLabels.MLNet;

/// <summary>Datasets of images as ML.NET's data views.</summary>
public static class ImageDatasetCatalog
{
    /// <summary>
    /// Reads a folder, CSV or JSON Lines file. Columns: <c>ImagePath</c> (text), <c>Image</c> (the file's bytes, read
    /// when asked for), <c>Label</c> (the class as a key; only where each image has one), <c>Labels</c> (a slot per
    /// label: 1 present, 0 absent, NaN unknown), <c>Known</c> (whether a slot of Labels is known), <c>Weight</c>,
    /// <c>Split</c> and <c>Group</c> (text, empty where not given).
    /// </summary>
    /// <param name="catalog">ml.Data.</param>
    /// <param name="path">What <see cref="DatasetReader"/> reads.</param>
    /// <param name="classes">
    /// For one-class data: the classes to take, in this order; null takes all, sorted by name.
    /// </param>
    /// <exception cref="InvalidInputException">The dataset is damaged or missing.</exception>
    public static IDataView LoadImageDataset(
        this DataOperationsCatalog catalog,
        string path,
        IReadOnlyList<string>? classes = null
    ) => catalog.LoadImageDataset(DatasetReader.Read(path, classes));

    /// <summary>
    /// The rows of a dataset that was read already, with the splits that it was divided into; see the other overload
    /// for the columns.
    /// </summary>
    /// <param name="catalog">ml.Data.</param>
    /// <param name="dataset">The images.</param>
    /// <param name="splits">The use of each row; null leaves those that the dataset prescribes.</param>
    public static IDataView LoadImageDataset(
        this DataOperationsCatalog catalog,
        ImageDataset dataset,
        SplitResult? splits = null
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(dataset);
        if (splits is not null)
            ArgumentOutOfRangeException.ThrowIfNotEqual(splits.Splits.Count, dataset.Rows.Count, nameof(splits));
        var columns = SchemaDefinition.Create(typeof(DatasetRow));
        var names = dataset.LabelNames;
        columns[nameof(DatasetRow.Labels)].SetVector(names.Count, names);
        var known = columns[nameof(DatasetRow.Known)];
        known.ColumnType = new VectorDataViewType(BooleanDataViewType.Instance, names.Count);
        known.AddNames(Columns.SlotNames, names);
        if (dataset.Kind == TargetKind.Classes)
            columns[nameof(DatasetRow.Label)].SetKey(names);
        else
            columns.RemoveAll(c => c.MemberName == nameof(DatasetRow.Label));
        DatasetRow[] rows = [.. dataset.Rows.Select((row, i) => new DatasetRow(row, splits?.Splits[i] ?? row.Split))];
        return catalog.LoadFromEnumerable(rows, columns);
    }

    /// <summary>The rows of one split, by the column <c>Split</c>.</summary>
    public static IDataView TakeSplit(this DataOperationsCatalog catalog, IDataView data, Split split)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        string other = split.ToString();
        return catalog.FilterByCustomPredicate<SplitOfRow>(data, row => row.Split != other);
    }

    private sealed class SplitOfRow
    {
        public string Split { get; set; } = "";
    }
}
