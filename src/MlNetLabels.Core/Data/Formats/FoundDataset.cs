using System.Globalization;

namespace MlNetLabels.Data.Formats;

/// <summary>What a format found; <see cref="Build"/> makes the dataset of it, for all formats alike.</summary>
internal sealed class FoundDataset(DatasetPlace place, DatasetOptions options)
{
    private const int MostLabels = 100_000,
        LongestLabel = 1000;

    // States of all images together, a byte each.
    private const long MostStates = 2_000_000_000;

    /// <summary>What the format is called in the line that says how the data were read; null says nothing.</summary>
    public string? Title { get; init; }

    /// <summary>What a label says; put behind the title's line.</summary>
    public string? Meaning { get; init; }

    /// <summary>Classes or label sets; null to see by looking: classes where every image has one label.</summary>
    public TargetKind? Kind { get; init; }

    /// <summary>The labels in their order; null sorts them by name.</summary>
    public IReadOnlyList<string>? Order { get; init; }

    /// <summary>Columns of a table; empty for what is none.</summary>
    public IReadOnlyCollection<string> Columns { get; init; } = [];

    /// <summary>Whether splits come from names of files and folders: one alone then says nothing.</summary>
    public bool HasNamedSplits { get; init; }

    public List<FoundImage> Images { get; } = [];

    public List<string> Notes { get; } = [];

    /// <summary>Images that nobody labelled: left out, and said.</summary>
    public int Unlabelled { get; set; }

    public ImageDataset Build()
    {
        if (Images.Count == 0)
            throw new InvalidInputException(
                place.Path,
                null,
                Unlabelled > 0
                    ? Unlabelled == 1
                        ? "its only image is not labelled. Label it, and export again."
                        : $"none of its {Unlabelled} images is labelled. Label some, and export again."
                    : $"{(Title is null ? "" : $"it was read as {Title}, but ")}no image is listed in it."
            );
        var images = Images;
        var kind = KindOf(images);
        if (kind == TargetKind.Classes)
            images = WithOneClass(images);
        string[] names = NamesOf(images, kind);
        if (names.Length == 0)
            throw new InvalidInputException(
                place.Path,
                null,
                string.Join(' ', Notes.Prepend("no image has any label.")).TrimEnd()
            );
        var states = new LabelStates(names);
        var rows = new List<ImageRow>(images.Count);
        var finder = new ImagePlaces(
            place,
            options,
            [.. images.Select(i => i.Folder).OfType<string>().Distinct()],
            images
        );
        var seen = new Dictionary<string, FoundImage>();
        int alike = 0,
            others = 0;
        foreach (var image in images)
        {
            if (kind == TargetKind.Classes && Array.IndexOf(names, image.Labels.Single()) < 0)
            {
                others++;
                continue;
            }
            var (file, path) = finder.Find(image);
            if (!seen.TryAdd(path, image))
            {
                alike += IsAgain(seen[path], image) ? 1 : throw Twice(file, seen[path], image);
                continue;
            }
            rows.Add(
                new ImageRow
                {
                    File = file,
                    Path = path,
                    Labels = states.Of(image),
                    Split = image.Split,
                    Group = image.Group,
                    Weight = image.Weight,
                    Line = image.Line,
                }
            );
            if (states.Count * names.Length > MostStates)
                throw new InvalidInputException(
                    place.Path,
                    null,
                    $"{names.Length} labels on so many images are more than can be held; name the wanted ones with --classes."
                );
        }
        if (HasNamedSplits && rows.Select(row => row.Split).Distinct().Count() < 2)
            rows = [.. rows.Select(row => row with { Split = null })];
        return new ImageDataset
        {
            Source = place.Path,
            Kind = kind,
            LabelNames = names,
            Rows = rows,
            OthersAreAbsent = images.TrueForAll(image => image.Asked is null),
            Notes =
            [
                .. Summary(rows, names, kind),
                .. finder.Notes,
                .. Notes,
                .. LeftOut(alike, others),
                .. Unlisted(images.Count == Images.Count && others == 0 && Unlabelled == 0, seen.Keys),
            ],
        };
    }

    private TargetKind KindOf(List<FoundImage> images)
    {
        if (options.OneClass)
            return TargetKind.Classes;
        return Kind
            ?? (
                images.TrueForAll(image => image.HasOneLabel || image.IsUndecided) && images.Exists(i => i.HasOneLabel)
                    ? TargetKind.Classes
                    : TargetKind.LabelSets
            );
    }

    private List<FoundImage> WithOneClass(List<FoundImage> images)
    {
        int undecided = images.RemoveAll(image => image.IsUndecided);
        if (undecided > 0)
            Notes.Add($"Left out {Counted.Of(undecided, "image")} on whose class the annotators do not agree.");
        if (images.Find(image => image.Labels.Count != 1) is { } other)
            throw new InvalidInputException(
                other.List ?? place.Path,
                other.Line,
                $"'{other.File}' has {Counted.Of(other.Labels.Count, "label")} ({FolderReader.List(other.Labels)}), "
                    + "but every image must have exactly one to have a class. Leave --one-class out, or keep one label."
            );
        // Of one class alone it is known of all others that they are not there.
        return [.. images.Select(image => image with { Unknown = [], Asked = null })];
    }

    private string[] NamesOf(List<FoundImage> images, TargetKind kind)
    {
        var found = new HashSet<string>();
        foreach (var image in images)
        {
            found.UnionWith(image.Labels);
            found.UnionWith(image.Unknown);
            if (found.Count > MostLabels)
                throw new InvalidInputException(
                    image.List ?? place.Path,
                    image.Line,
                    $"there are more than {MostLabels} different labels; what was taken for labels looks like free text."
                );
            if (image.Labels.FirstOrDefault(name => name.Length > LongestLabel) is { } text)
                throw new InvalidInputException(
                    image.List ?? place.Path,
                    image.Line,
                    $"a label has {text.Length} characters; what was taken for labels looks like free text."
                );
        }
        string[] names = Order is null
            ? [.. found.Order(StringComparer.Ordinal)]
            : [.. Order.Where(name => found.Contains(name) || images.Exists(i => i.Asked?.Contains(name) == true))];
        CheckIgnored(names);
        if (kind == TargetKind.LabelSets)
            names = [.. names.Except(options.IgnoreColumns)];
        if (options.Classes.Count == 0)
            return names;
        if (
            kind == TargetKind.LabelSets
            && options.Classes.Intersect(options.IgnoreColumns).FirstOrDefault() is { } both
        )
            throw new InvalidInputException(
                place.Path,
                null,
                $"'{both}' is taken by --classes and left out by --ignore-columns; name it in one of them."
            );
        if (options.Classes.FirstOrDefault(name => !names.Contains(name)) is { } missing)
            throw new InvalidInputException(
                place.Path,
                null,
                $"no image has the {(kind == TargetKind.Classes ? "class" : "label")} '{missing}'. "
                    + $"Found: {string.Join(", ", names)}.{Suggestion.For(missing, names)}"
            );
        return [.. options.Classes.Distinct()];
    }

    private void CheckIgnored(string[] names)
    {
        if (
            options.IgnoreColumns.FirstOrDefault(name => !names.Contains(name) && !Columns.Contains(name)) is
            { } missing
        )
            throw new InvalidInputException(
                place.Path,
                null,
                $"there is nothing called '{missing}' to leave out. Found: {FolderReader.List(Columns.Count > 0 ? Columns : names)}."
                    + Suggestion.For(missing, Columns.Count > 0 ? Columns : names)
            );
    }

    // Beside embeddings every row has one of its own.
    private bool IsAgain(FoundImage first, FoundImage again) =>
        IsSame(first, again) && (again.Line is null || options.FindImages);

    private static bool IsSame(FoundImage one, FoundImage other) =>
        one.Split == other.Split
        && one.Group == other.Group
        && one.Weight == other.Weight
        && IsSame(one.Labels, other.Labels)
        && IsSame(one.Unknown, other.Unknown);

    private static bool IsSame(IReadOnlyCollection<string> one, IReadOnlyCollection<string> other) =>
        one.Count == other.Count && one.All(other.Contains);

    private InvalidInputException Twice(string file, FoundImage first, FoundImage again)
    {
        string before =
            first.Line is { } line
                ? $" in line {line}{(first.List == again.List ? "" : $" of {Path.GetFileName(first.List)}")}"
            : first.List != again.List ? $" in {Path.GetFileName(first.List)}"
            : "";
        if (first.Line is null && first.List != again.List && !IsSame(first, again))
            return new(
                again.List ?? place.Path,
                null,
                $"'{file}' is listed already{before}, with other labels: name the one of these files that is meant."
            );
        return new(again.List ?? place.Path, again.Line, Again(file, before, first, again));
    }

    private bool AreBoxes => Columns.Any(column => s_corners.Contains(column, StringComparer.OrdinalIgnoreCase));

    private string Again(string file, string before, FoundImage first, FoundImage again) =>
        IsSame(first, again) ? $"'{file}' is listed already{before}; list each image once."
        : IsSame(first.Labels, again.Labels)
            ? $"'{file}' is listed already{before}, with another split, group or weight, or other unknown labels; list each image once."
        : again.Labels is { Count: 1 } && first.Labels is { Count: 1 } && before.Length > 0
            ? $"'{file}' is '{again.Labels.First()}' here, but '{first.Labels.First()}'{before}. "
                + (AreBoxes ? Boxes : $"Delete the wrong row. {Several}")
        : $"'{file}' is listed already{before}, with other labels. {Several}";

    private const string Several =
        "Several labels of one image are one row, as in 'round;blue' in a column 'labels'; images of the same name are told "
        + "apart by their folders, as in 'cats/1.jpg'.";

    private const string Boxes =
        "The rows are boxes, several of an image: write each image once with the labels of its boxes, as in 'round;blue' in a "
        + "column 'labels', or export COCO or Pascal VOC, which are read.";

    private static readonly string[] s_corners = ["xmin", "x_min", "x1", "bbox", "bbox_x"];

    private IEnumerable<string> Summary(List<ImageRow> rows, string[] names, TargetKind kind)
    {
        if (Title is null)
            yield break;
        string splits = string.Join(
            ", ",
            rows.GroupBy(row => row.Split)
                .Where(group => group.Key is not null)
                .OrderBy(group => group.Key)
                .Select(group =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{group.Count()} {group.Key.ToString()!.ToLowerInvariant()}"
                    )
                )
        );
        yield return $"Read as {Title}: {Counted.Of(rows.Count, "image")}{(splits.Length > 0 ? $" ({splits})" : "")}, "
            + Counted.Of(
                names.Length,
                kind == TargetKind.Classes ? "class" : "label",
                kind == TargetKind.Classes ? "classes" : null
            )
            + $" ({FolderReader.List(names)})"
            + $"{(Meaning is null || kind == TargetKind.Classes ? "" : $"; {Meaning}")}.";
    }

    // Of a folder whoever gave it means all that is in it.
    private IEnumerable<string> Unlisted(bool isWhole, IReadOnlyCollection<string> listed)
    {
        if (!place.IsFolder || !options.FindImages || !isWhole)
            yield break;
        var known = listed.ToHashSet(StringComparer.OrdinalIgnoreCase);
        string[] others =
        [
            .. listed
                .Select(path => Path.GetDirectoryName(path)!)
                .Distinct()
                .Where(InputTree.IsFolder)
                .SelectMany(InputTree.Files)
                .Where(file =>
                    ImageFiles.Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)
                    && Path.GetFileName(file)[0] != '.'
                    && !known.Contains(file)
                )
                .Select(file => Path.GetFileName(file))
                .Order(StringComparer.Ordinal),
        ];
        if (others.Length > 0)
            yield return $"Left out {Counted.Of(others.Length, "image")} beside the listed ones that no list names: "
                + $"{FolderReader.List(others)}.";
    }

    private IEnumerable<string> LeftOut(int alike, int others)
    {
        if (others > 0)
            yield return $"Left out {Counted.Of(others, "row")} of classes that were not asked for.";
        if (alike > 0)
            yield return $"Left out {Counted.Of(alike, "row that lists", "rows that list")} an image again with the same labels.";
        if (Unlabelled > 0)
            yield return $"Left out {Counted.Of(Unlabelled, "image")} that nobody labelled: what is on them is unknown.";
    }
}
