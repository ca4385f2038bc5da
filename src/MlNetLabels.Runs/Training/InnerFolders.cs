using MlNetLabels.Data;

namespace MlNetLabels.Runs;

/// <summary>Folders of images in the one folder that was taken for a class: those are the classes, mostly.</summary>
internal static class InnerFolders
{
    private const int MostNamed = 3;

    /// <summary>Which folder to name instead; null where the class holds its images itself.</summary>
    /// <param name="dataset">Images of one class.</param>
    public static string? Advice(ImageDataset dataset)
    {
        if (dataset.LabelNames is not [var only])
            return null;
        string[][] steps = [.. dataset.Rows.Select(row => row.File.Split('/'))];
        string[] below = [.. steps.Select(x => x.Length > 2 && x[0] == only ? x[1] : "").Distinct()];
        if (below.Length < 2 || below.Contains(""))
            return null;
        string folder = Path.Combine(dataset.Source, only),
            names = string.Join(", ", below.Take(MostNamed)) + (below.Length > MostNamed ? ", ..." : "");
        return $"the classes seem to be in {folder} ({names}): --data {folder}.";
    }
}
