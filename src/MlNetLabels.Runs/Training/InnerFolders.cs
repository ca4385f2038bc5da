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
        if (steps.Length == 0 || steps.Any(x => x[0] != only))
            return null;
        // As far as all images lie in the same folder, which may lie in others that hold nothing else.
        int shared = 1;
        while (steps.All(x => x.Length > shared + 2 && x[shared] == steps[0][shared]))
            shared++;
        string[] below = [.. steps.Select(x => x.Length > shared + 1 ? x[shared] : "").Distinct()];
        if (below.Length < 2 || below.Contains(""))
            return null;
        string folder = Path.Combine([dataset.Source, .. steps[0].Take(shared)]),
            names = string.Join(", ", below.Take(MostNamed)) + (below.Length > MostNamed ? ", ..." : "");
        string typed = folder.Contains(' ', StringComparison.Ordinal) ? $"\"{folder}\"" : folder;
        return $"the classes seem to be in {folder} ({names}): --data {typed}.";
    }
}
