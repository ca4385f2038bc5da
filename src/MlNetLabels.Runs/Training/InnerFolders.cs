using MlNetLabels.Data;

namespace MlNetLabels.Runs;

/// <summary>Folders of images in the one folder that was taken for a class: those are the classes, mostly.</summary>
internal static class InnerFolders
{
    private const int MostNamed = 3;

    private const int LeastOfName = 2,
        MostNames = 50;

    /// <summary>What to do where names of files seem to say classes (cat.0.jpg, dog.0.jpg); empty where they do not.</summary>
    /// <param name="dataset">Images of one class.</param>
    public static string ByNames(ImageDataset dataset)
    {
        var counts = dataset
            .Rows.Select(row => new string([.. Path.GetFileName(row.File).TakeWhile(char.IsLetter)]))
            .CountBy(name => name)
            .ToArray();
        return
            counts.Length is > 1 and <= MostNames
            && Array.TrueForAll(counts, x => x.Key.Length >= LeastOfName && x.Value >= LeastOfName)
            ? $"Names of files seem to say classes ({string.Join(", ", counts.Select(x => x.Key).Take(MostNamed))}): put the images of "
                + "each into a folder of its own. "
            : "";
    }

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
