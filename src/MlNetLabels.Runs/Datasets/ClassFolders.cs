using MlNetLabels.Data;

namespace MlNetLabels.Runs;

/// <summary>Classes as folders, where their names are ones that a folder can have and that are read as classes again.</summary>
internal static class ClassFolders
{
    private const int LongestName = 200;

    private static readonly string[] s_splits =
    [
        "train",
        "training",
        "validation",
        "valid",
        "val",
        "dev",
        "test",
        "testing",
    ];

    /// <summary>Whether folders say all that is known of the images.</summary>
    public static bool Fit(ImageDataset dataset) =>
        dataset.Kind == TargetKind.Classes
        && dataset.LabelNames.All(IsName)
        && dataset.LabelNames.Distinct(StringComparer.OrdinalIgnoreCase).Count() == dataset.LabelNames.Count
        && dataset.Rows.All(row => row.Group is null && row.Weight == 1)
        && (
            dataset.Rows.All(row => row.Split is null)
            || (
                dataset.Rows.All(row => row.Split is not null)
                && dataset.Rows.Any(row => row.Split == Split.Train)
                && dataset.Rows.Any(row => row.Split != Split.Train)
            )
        );

    /// <summary>The folder of an image.</summary>
    public static string Of(ImageDataset dataset, ImageRow row)
    {
        string name = dataset.LabelNames.Where((_, k) => row.Labels[k] == LabelState.Present).Single();
        return row.Split is { } split ? $"{split.ToString().ToLowerInvariant()}/{name}" : name;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
        && name.Trim() == name
        && !name.StartsWith('.')
        && !name.EndsWith('.')
        && !ImageFiles.IsClutter(name)
        && !s_splits.Contains(name, StringComparer.OrdinalIgnoreCase)
        && name.All(c => !char.IsControl(c) && !"/\\:*?\"<>|".Contains(c));
}
