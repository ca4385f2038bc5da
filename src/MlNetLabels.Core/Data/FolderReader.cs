namespace MlNetLabels.Data;

/// <summary>Reads a folder that has one subfolder per class.</summary>
internal static class FolderReader
{
    public static ImageDataset Read(string folder, IReadOnlyList<string>? classes)
    {
        string[] found =
        [
            .. Directory
                .GetDirectories(folder)
                .Select(d => Path.GetFileName(d)!)
                .Where(d => !d.StartsWith('.'))
                .Order(StringComparer.Ordinal),
        ];
        if (classes?.FirstOrDefault(c => !found.Contains(c)) is { } missing)
            throw new InvalidInputException(
                folder,
                null,
                $"there is no class folder '{missing}'. Found: {List(found)}."
            );
        string[] names = classes is null ? found : [.. classes.Distinct()];
        if (names.Length == 0)
            throw new InvalidInputException(
                folder,
                null,
                "there are no class folders. Put the images of each class into a folder of its own (cats/1.jpg, "
                    + "dogs/1.jpg), or give a CSV file."
            );

        var rows = new List<ImageRow>();
        var notes = new List<string>();
        for (int k = 0; k < names.Length; k++)
        {
            var (images, others) = ImageFiles.List(Path.Combine(folder, names[k]));
            if (images.Count == 0)
                throw new InvalidInputException(
                    Path.Combine(folder, names[k]),
                    null,
                    "this class folder holds no images. Remove it, name the wanted classes, or add images."
                );
            if (others.Count > 0)
                notes.Add(
                    $"{names[k]}: left out {others.Count} files that are not images by their extension ({List(others)})."
                );
            LabelState[] states = [.. names.Select((_, j) => j == k ? LabelState.Present : LabelState.Absent)];
            rows.AddRange(
                images.Select(image => new ImageRow
                {
                    File = $"{names[k]}/{image}",
                    Path = Path.GetFullPath(Path.Combine(folder, names[k], image)),
                    Labels = states,
                })
            );
        }
        if (classes is not null && found.Length > names.Length)
            notes.Add($"Left out, as not asked for: {List(found.Except(names))}.");
        return new ImageDataset
        {
            Source = folder,
            Kind = TargetKind.Classes,
            LabelNames = names,
            Rows = rows,
            Notes = notes,
        };
    }

    private static string List(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return string.Join(", ", all.Take(10)) + (all.Length > 10 ? ", ..." : "");
    }
}
