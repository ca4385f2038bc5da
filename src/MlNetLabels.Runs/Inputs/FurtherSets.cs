using MlNetLabels.Data;
using MlNetLabels.Datasets;

namespace MlNetLabels.Runs;

/// <summary>Whether further sets of images fit to each other and to the data, before the work on them begins.</summary>
internal static class FurtherSets
{
    // What is more damaged than this is told when its turn comes.
    private const int MostTried = 100;

    /// <summary>Whether sets of further images can be had, before the work on the first begins.</summary>
    /// <param name="sets">Sets that may have a tag.</param>
    /// <param name="negatives">Known negatives, of which none is nearer than another.</param>
    /// <param name="limit">How many of a set's files may be unreadable.</param>
    public static void CheckThere(IEnumerable<string> sets, IReadOnlyList<string> negatives, FailureLimit limit)
    {
        foreach (string set in sets.Concat(negatives))
        {
            var named = NamedSet.Of(set);
            if (named.Distance is not null && negatives.Contains(set))
                throw new InvalidInputException(
                    set,
                    null,
                    $"'{named.Distance}:' is of images of another kind, and known negatives have no such tag; give {named.Place}."
                );
            string path = named.Place;
            if (path.Length == 0)
                throw new InvalidInputException($"'{set}' has no path; put the folder or file behind it: {set}PATH.");
            if (WrongTag(named) is { } wrong)
                throw new InvalidInputException(set, null, wrong);
            if (path.EndsWith(TrainRun.Extension, StringComparison.OrdinalIgnoreCase) && File.Exists(path))
                throw new InvalidInputException(
                    path,
                    null,
                    "this is a trained model, not images. --model takes it; here name the images, or a list of them."
                );
            if (named.IsNpy)
                NpyFile.Check(path);
            // One image is enough here; a folder is walked whole when its turn comes.
            else if (Directory.Exists(path))
                CheckImages(named);
            else if (!DatasetList.IsOther(path))
                CheckList(path, named.List().Files, limit);
            // What is packed is opened when its turn comes, too.
            else if (!PackedDataset.IsPacked(path))
                CheckList(path, [.. DatasetReader.Read(path).Rows.Select(row => row.Path)], limit);
        }
    }

    private static void CheckImages(NamedSet set)
    {
        if (!ImageFiles.Each([set.Place]).Any())
            set.List();
        if (!ImageFiles.Each([set.Place]).Any(file => ImageContent.IsImage(file)))
            throw new InvalidInputException(
                set.Place,
                null,
                "none of the files in it is an image, whatever they are called: their first bytes are not an image's."
            );
        CheckReadable(set.Place, ImageFiles.Each([set.Place]));
    }

    private static void CheckList(string path, IReadOnlyList<string> files, FailureLimit limit)
    {
        DataLoader.CheckThere(files, limit);
        CheckReadable(path, files.Where(InputTree.IsFile));
    }

    // Mostly the first one is whole.
    private static void CheckReadable(string place, IEnumerable<string> files)
    {
        string? why = null;
        int tried = 0;
        foreach (string file in files)
            if (++tried > MostTried || LookedAt.WhyUnreadable(file) is not { } reason)
                return;
            else
                why ??= $"{file}: {reason}";
        if (why is not null)
            throw new InvalidInputException(
                place,
                null,
                $"{(tried == 1 ? "its only image cannot be read:" : $"none of its {tried} images can be read, such as")} {why}. "
                    + "Repair or remove them, or name other images."
            );
    }

    /// <summary>Whether each set of images of another kind has a name of its own, as reports need.</summary>
    /// <exception cref="InvalidInputException">Two are called alike, or are the same.</exception>
    public static void CheckNames(IEnumerable<string> outOfDomain)
    {
        foreach (var alike in outOfDomain.GroupBy(set => NamedSet.Of(set).Name).Where(alike => alike.Skip(1).Any()))
            throw new InvalidInputException(
                alike.Skip(1).All(set => NamedSet.Of(set).IsAt(NamedSet.Of(alike.First()).Place))
                    ? $"{string.Join(" and ", alike)} are the same images of another kind; give them once."
                    : $"{alike.Count()} out-of-domain sets are called '{alike.Key}', and reports tell them apart by name: "
                        + $"{string.Join(", ", alike)}. Rename a folder, or give one at a time."
            );
    }

    /// <summary>Whether sets are given once, and those that are put to different uses are different ones.</summary>
    /// <param name="uses">What names them, and the sets.</param>
    /// <exception cref="InvalidInputException">One is given twice, or has two uses.</exception>
    public static void CheckUses(params (string Name, IReadOnlyList<string> Sets)[] uses)
    {
        foreach (var use in uses)
            if (
                use.Sets.FirstOrDefault(a => use.Sets.Count(b => NamedSet.Of(b).IsAt(NamedSet.Of(a).Place)) > 1) is
                { } twice
            )
                throw new InvalidInputException(
                    twice,
                    null,
                    $"{use.Name} names these images more than once, so that each would count as several; give them once."
                );
        foreach (var (i, use) in uses.Index())
        foreach (var other in uses.Skip(i + 1))
            if (
                use.Sets.FirstOrDefault(a => other.Sets.Any(b => NamedSet.Of(b).IsAt(NamedSet.Of(a).Place))) is { } same
            )
                throw new InvalidInputException(
                    same,
                    null,
                    $"{use.Name} and {other.Name} both name these images, and what one use has seen tells nothing in the other. Name "
                        + "other images for one of them."
                );
    }

    /// <summary>Whether sets of images of another kind are named by other paths than the data.</summary>
    /// <exception cref="InvalidInputException">One is named by the same.</exception>
    public static void CheckElsewhere(string? data, IEnumerable<string> outOfDomain)
    {
        if (data is not null && outOfDomain.FirstOrDefault(set => NamedSet.Of(set).IsAt(data)) is { } same)
            throw new InvalidInputException(
                same,
                null,
                "these are the data themselves, which cannot be of another kind. Name a folder of other images."
            );
    }

    /// <summary>Whether sets of images of another kind, or without a label, are no images of the data themselves.</summary>
    /// <exception cref="InvalidInputException">All images of a set are labelled ones of the data.</exception>
    public static void CheckApart(ImageDataset data, IEnumerable<string> sets)
    {
        HashSet<string>? own = null;
        foreach (string set in sets)
        {
            if (NamedSet.Of(set).Files() is not { } files)
                continue;
            own ??= [.. data.Rows.Where((_, i) => !data.IsNegative(i)).Select(row => Path.GetFullPath(row.Path))];
            if (files.All(file => own.Contains(Path.GetFullPath(file))))
                throw new InvalidInputException(
                    set,
                    null,
                    $"all {Counted.Of(files.Count, "image")} are of the data themselves, which have labels. Name other images, or "
                        + "leave these out of the data."
                );
        }
    }

    /// <summary>Whether sets of images of another kind hold none of the data, be it as a copy.</summary>
    /// <param name="data">The data.</param>
    /// <param name="outOfDomain">The sets.</param>
    /// <param name="matters">Whether an image of this SHA-256 matters; null for all.</param>
    /// <exception cref="InvalidInputException">One does.</exception>
    public static void CheckStrangers(
        ImageDataset data,
        IEnumerable<string> outOfDomain,
        Func<string, bool>? matters = null
    )
    {
        SameImages? own = null;
        foreach (string set in outOfDomain)
        {
            if (NamedSet.Of(set).Files() is not { } files)
                continue;
            own ??= new(data.Rows.Where((_, i) => !data.IsNegative(i)).Select(row => row.Path));
            if (own.Count(files, matters) is > 0 and int same)
                throw new InvalidInputException(
                    set,
                    null,
                    $"{same} of {Counted.Of(files.Count, "image")} {(same == 1 ? "is an image" : "are images")} of the data, too, byte for "
                        + "byte, and so not of another kind. Take them out of one of the two."
                );
        }
    }

    /// <summary>What is wrong with a tag before a path; null where it has none, or a right one.</summary>
    // One letter before a colon is a drive's.
    public static string? WrongTag(NamedSet set)
    {
        var (distance, path) = set;
        int colon = path.IndexOf(':', StringComparison.Ordinal);
        return distance is not null || colon < 2 || File.Exists(path) || Directory.Exists(path)
            ? null
            : $"there is no such file or folder, and '{path[..colon]}:' is no tag: near: and far: are."
                + Suggestion.For(path[..colon], ["near", "far"]);
    }
}
