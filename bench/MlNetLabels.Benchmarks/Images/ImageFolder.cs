namespace MlNetLabels.Benchmarks.Images;

/// <summary>The image files of a folder and those below it, in order.</summary>
internal static class ImageFolder
{
    public static string[] Files(string folder)
    {
        string[] files =
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(f => Path.GetExtension(f).ToLowerInvariant() is ".jpg" or ".jpeg" or ".png" or ".webp")
                .Order(StringComparer.Ordinal),
        ];
        return files.Length > 0 ? files : throw new InvalidInputException(folder, null, "there are no images in it.");
    }
}
