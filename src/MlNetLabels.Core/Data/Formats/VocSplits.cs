namespace MlNetLabels.Data.Formats;

/// <summary>Pascal VOC's lists of images by use: <c>ImageSets/Main/train.txt</c>, <c>val.txt</c>, <c>test.txt</c>.</summary>
internal static class VocSplits
{
    private const long MostBytes = 100_000_000;

    public static IReadOnlyDictionary<string, Split> Read(string folder)
    {
        var splits = new Dictionary<string, Split>();
        foreach (string file in DatasetPlace.Files(Path.Combine(folder, "ImageSets", "Main"), "*.txt"))
            if (SplitNames.Find(Path.GetFileNameWithoutExtension(file)) is { } split)
                foreach (string line in InputFile.ReadText(file, MostBytes).Split('\n'))
                    if (
                        line.Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                        is [var name, ..]
                    )
                        splits.TryAdd(name, split);
        return splits;
    }
}
