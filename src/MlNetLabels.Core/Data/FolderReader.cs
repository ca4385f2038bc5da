namespace MlNetLabels.Data;

/// <summary>Reads a folder that has one subfolder per class, or one per split and in it one per class.</summary>
internal static class FolderReader
{
    private const int MostNamed = 10,
        LongestName = 200;

    public static ImageDataset Read(string folder, IReadOnlyList<string>? classes)
    {
        string[] found = ImageFiles.Subfolders(folder);
        if ((SplitFolders.Find(folder, found, classes) ?? InnerFolder.Find(folder, found, classes)) is { } splits)
            return ReadSplits(folder, splits, classes);
        if (classes is null)
            SplitFolderNotes.RefuseLists(folder, found);
        classes = Folders(classes, found);
        if (classes?.FirstOrDefault(c => !found.Contains(c)) is { } missing)
            throw new InvalidInputException(
                folder,
                null,
                $"there is no class folder '{missing}'. Found: {List(found)}.{Meant(missing, found)}"
            );
        string[] names = classes is null ? found : [.. classes.Distinct()];
        if (names.Length == 0)
        {
            bool hasImages = ImageFiles.Each([folder]).Any();
            throw new InvalidInputException(
                folder,
                null,
                (hasImages ? "" : "there are no images in it. ")
                    + "There are no class folders. Put the images of each class into a folder of its own (cats/1.jpg, "
                    + $"dogs/1.jpg), {(hasImages ? "label them with mlnet-labels label, " : "")}or give a CSV file. "
                    + (FolderDoubts.Above(folder) ?? FolderDoubts.Holds(folder))
            );
        }

        var rows = new List<ImageRow>();
        var notes = new List<string>();
        var empty = new List<string>();
        for (int k = 0; k < names.Length; k++)
            if (!AddClass(folder, names[k], names, k, null, rows, notes))
                empty.Add(names[k]);
        if (rows.Count == 0)
            throw new InvalidInputException(
                folder,
                null,
                $"there are no images in its {(empty.Count == 1 ? "folder" : "folders")} {List(empty)}. "
                    + string.Join(
                        ' ',
                        [
                            .. notes.Count > 0 ? notes : [Others(folder)],
                            .. Beside(folder),
                            "Put the images of each class into a folder of its own.",
                        ]
                    )
            );
        if (empty.Count > 0)
        {
            notes.Add($"Left out class folders without images: {List(empty)}.");
            (names, rows) = Without(empty, names, rows);
        }
        notes.AddRange(Beside(folder));
        notes.AddRange(SplitFolders.Doubt(found, classes));
        notes.AddRange(SplitFolderNotes.AskedFor(folder, classes ?? []));
        // Who asks for classes by name means those folders.
        notes.AddRange(FolderDoubts.Notes(folder, classes is null ? names : []));
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

    private static ImageDataset ReadSplits(
        string folder,
        (string Name, Split Split)[] splits,
        IReadOnlyList<string>? classes
    )
    {
        string[] found =
        [
            .. splits
                .SelectMany(s => ImageFiles.Subfolders(Path.Combine(folder, s.Name)))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        classes = Folders(classes, found);
        if (classes?.FirstOrDefault(c => !found.Contains(c)) is { } missing)
            throw new InvalidInputException(
                folder,
                null,
                $"there is no class folder '{missing}' in {List(splits.Select(s => s.Name))}. Found: {List(found)}."
                    + Meant(missing, found)
            );
        string[] names = classes is null ? found : [.. classes.Distinct()];
        var rows = new List<ImageRow>();
        var others = new List<string>();
        var held = new List<IReadOnlyList<string>>();
        foreach (var (name, split) in splits)
            held.Add([.. names.Where((_, k) => AddClass(folder, $"{name}/{names[k]}", names, k, split, rows, others))]);
        if (!rows.Exists(row => row.Split == Split.Train))
            throw new InvalidInputException(folder, null, "the folder to train on holds no images.");
        if (splits.Length == 1)
            rows = [.. rows.Select(row => row with { Split = null })];
        return new ImageDataset
        {
            Source = folder,
            Kind = TargetKind.Classes,
            LabelNames = names,
            Rows = rows,
            Notes =
            [
                .. SplitFolderNotes.Notes(splits, names, held),
                .. others,
                .. splits.SelectMany(s => Beside(Path.Combine(folder, s.Name))),
                .. LeftOut(
                    ImageFiles.Subfolders(folder).Except(splits.Select(s => SplitFolders.Top(s.Name))),
                    splits.Length == 1 ? splits[0].Name : null
                ),
            ],
        };
    }

    // A folder elsewhere is one of strangers, or of images without any label.
    private static string Meant(string missing, string[] found) =>
        Suggestion.For(missing, found) is { Length: > 0 } near ? near
        : InputTree.IsFolder(missing)
            ? $" {missing} is a folder elsewhere: --classes names folders in this one. To train, --negatives takes images that show none "
                + "of the classes, and --validation-out-of-domain images of another kind; evaluate tests on such with --out-of-domain."
        : "";

    // Blanks around a folder's name are no part of its class.
    private static IReadOnlyList<string>? Folders(IReadOnlyList<string>? classes, string[] found) =>
        classes is null
            ? null
            :
            [
                .. classes.Select(name =>
                    found.Contains(name) ? name : Array.Find(found, x => x.Trim() == name) ?? name
                ),
            ];

    private static (string[], List<ImageRow>) Without(List<string> empty, string[] names, List<ImageRow> rows)
    {
        int[] kept = [.. Enumerable.Range(0, names.Length).Where(k => !empty.Contains(names[k]))];
        var states = new Dictionary<IReadOnlyList<LabelState>, LabelState[]>();
        foreach (var row in rows)
            states.TryAdd(row.Labels, [.. kept.Select(k => row.Labels[k])]);
        return ([.. kept.Select(k => names[k])], [.. rows.Select(row => row with { Labels = states[row.Labels] })]);
    }

    private static string Others(string folder) =>
        ImageFiles.List(folder).Others is { Count: > 0 } others ? $"What is in it: {others.Kinds}." : "They are empty.";

    // Images that lie beside the folders of classes have none.
    private static IEnumerable<string> Beside(string folder)
    {
        string[] images =
        [
            .. InputTree
                .Files(folder)
                .Select(file => Path.GetFileName(file)!)
                .Where(name => !name.StartsWith('.') && ImageFiles.IsImage(Path.Combine(folder, name)))
                .Order(StringComparer.Ordinal),
        ];
        string[] dead =
        [
            .. (InputTree.IsPacked(folder) ? [] : Directory.GetFileSystemEntries(folder))
                .Where(entry =>
                    new FileInfo(entry) is { LinkTarget: not null } link
                    && link.ResolveLinkTarget(returnFinalTarget: true) is { FullName: var target }
                    && !Path.Exists(target)
                )
                .Select(entry => Path.GetFileName(entry))
                .Order(StringComparer.Ordinal),
        ];
        if (dead.Length > 0)
            yield return $"Left out {Counted.Of(dead.Length, "link that leads", "links that lead")} nowhere: {List(dead)}.";
        if (images.Length > 0)
            yield return $"Left out {Counted.Of(images.Length, "image that lies", "images that lie")} beside the class folders, and so "
                + $"{(images.Length == 1 ? "has" : "have")} no class ({List(images)}).";
    }

    private static IEnumerable<string> LeftOut(IEnumerable<string> folders, string? only)
    {
        string[] others = [.. folders];
        if (others.Length > 0)
            yield return only is null
                ? $"Left out, as they lie beside the splits: {List(others)}."
                : $"Left out, as there are no folders of classes in them, so that what their images show is unknown: {List(others)}.";
    }

    // Whether there were any images. What else there was is said, but for what is of no use to anybody who looks for them.
    private static bool AddClass(
        string folder,
        string place,
        string[] names,
        int k,
        Split? split,
        List<ImageRow> rows,
        List<string> notes
    )
    {
        string classFolder = Path.Combine(folder, place);
        if (split is not null && !InputTree.IsFolder(classFolder))
            return false;
        var (images, others) = ImageFiles.List(classFolder);
        if (images.Count == 0)
        {
            if (others.RawPhotos > 0)
                notes.Add($"{place}: {others}.");
            return false;
        }
        if (others.Count > 0)
            notes.Add($"{place}: {others}.");
        LabelState[] states = [.. names.Select((_, j) => j == k ? LabelState.Present : LabelState.Absent)];
        rows.AddRange(
            images.Select(image => new ImageRow
            {
                File = $"{place}/{image}",
                Path = Path.GetFullPath(Path.Combine(folder, place, image)),
                Labels = states,
                Split = split,
            })
        );
        return true;
    }

    public static string List(IEnumerable<string> names)
    {
        string[] all = [.. names.Take(MostNamed + 1)];
        return string.Join(
                ", ",
                all.Take(MostNamed)
                    .Select(name =>
                        name.Length > LongestName ? string.Concat(name.AsSpan(0, LongestName), "...") : name
                    )
            ) + (all.Length > MostNamed ? ", ..." : "");
    }
}
