namespace MlNetLabels.Data.Formats;

/// <summary>
/// Finds the images that an annotation names: beside it, in a folder that most of them lie in, or where the user says.
/// Names may lack their extension or differ in case; of paths of other machines the end is looked for.
/// </summary>
internal sealed class ImagePlaces
{
    private const int Probes = 20,
        MostFolders = 100,
        MostSteps = 16;

    private readonly string _source,
        _own;
    private readonly bool _isGiven,
        _isFolder,
        _isLooking;
    private readonly Dictionary<(string Folder, Split? Split), string> _roots = [];
    private readonly FolderNames _names = new();
    private readonly List<string> _candidates;
    private int _missingAbsolute,
        _byEnd,
        _outside;
    private string? _firstAbsolute,
        _firstByEnd,
        _firstOutside,
        _alike;

    public ImagePlaces(
        DatasetPlace place,
        DatasetOptions options,
        IReadOnlyList<string> places,
        IReadOnlyList<FoundImage> images
    )
    {
        (_source, _own, _isGiven) = (place.Path, options.Images ?? place.Folder, options.Images is not null);
        (_isFolder, _isLooking) = (place.IsFolder, options.FindImages);
        _candidates = _isGiven ? [_own] : [.. places.Prepend(_own).Distinct()];
        if (!_isLooking)
            return;
        if (!_isGiven)
            _candidates.AddRange(Around(place).Except(_candidates));
        // Those of each split may lie in a folder of their own.
        foreach (var group in images.GroupBy(Key))
            _roots[group.Key] = Choose(group.Key.Folder, group.Key.Split, [.. group.Take(Probes)]);
    }

    /// <summary>What is to be said of where images were found.</summary>
    public IEnumerable<string> Notes
    {
        get
        {
            foreach (string root in _roots.Values.Distinct())
                if (!_isGiven && root != _own && !IsWithin(root, _own))
                    yield return $"The images were found in {root}.";
            if (_alike is not null)
                yield return $"Files of the same names lie in {_alike}, too, which are not taken; --images names the folder that is meant.";
            if (_outside > 0)
                yield return $"{Counted.Of(_outside, "image lies", "images lie")} outside of this folder, such as {_firstOutside}. "
                    + "If that is not meant, take the rows out of the list.";
            if (_byEnd > 0)
                yield return $"{Counted.Of(_byEnd, "image is", "images are")} listed by paths of another computer, or addresses "
                    + $"({_firstByEnd}), and {(_byEnd == 1 ? "was" : "were")} found here by the ends of these.";
            if (_missingAbsolute > 0)
                yield return $"{Counted.Of(_missingAbsolute, "image has a full path that is", "images have full paths that are")} "
                    + $"not here ({_firstAbsolute}); name the "
                    + "folder that holds them with --images.";
        }
    }

    /// <summary>Name with forward slashes, relative to the dataset where it can be, and full path.</summary>
    public (string File, string Path) Find(FoundImage image)
    {
        string given = image.File;
        if (given.Length == 0)
            throw new InvalidInputException(image.List ?? _source, image.Line, "the file name is empty.");
        if (given.Contains('\0'))
            throw new InvalidInputException(image.List ?? _source, image.Line, "a file name holds a zero character.");
        if (!_isLooking)
            return ImageFiles.Listed(_own, given);
        string root = _roots[Key(image)];
        foreach (string name in image.Others.Prepend(given))
            if ((Locate(root, name) ?? LocateEscaped(root, name)) is { } found)
            {
                if (ForeignPath.Describe(name) is not null)
                {
                    _byEnd++;
                    _firstByEnd ??= name;
                }
                return WithNote(root, Named(root, found));
            }
        if (ForeignPath.Describe(given) is { } foreign)
            throw new InvalidInputException(
                image.List ?? _source,
                image.Line,
                _isGiven
                    ? $"'{given}' is {foreign}, and no end of it leads from {_own} to an image. Name the folder from which one does."
                    : $"'{given}' is {foreign}. {ForeignPath.Advice}"
            );
        if (Path.IsPathRooted(given))
        {
            _missingAbsolute++;
            _firstAbsolute ??= given;
        }
        return Named(root, given.Replace('\\', '/'));
    }

    // Who names a folder means what is in it; a list may name anything.
    private (string File, string Path) WithNote(string root, (string File, string Path) image)
    {
        if (!_isFolder || _isGiven || IsWithin(image.Path, _own) || IsWithin(image.Path, root))
            return image;
        _outside++;
        _firstOutside ??= image.File;
        return image;
    }

    private (string Folder, Split? Split) Key(FoundImage image) =>
        (image.Folder ?? _own, image.Split ?? image.ListSplit);

    private (string File, string Path) Named(string root, string file)
    {
        string path = Path.GetFullPath(Path.Combine(root, file));
        if (root == _own || Path.IsPathRooted(file))
            return (file, path);
        string relative = Path.GetRelativePath(_own, path).Replace(Path.DirectorySeparatorChar, '/');
        return (relative.StartsWith("../", StringComparison.Ordinal) ? file : relative, path);
    }

    private string Choose(string folder, Split? split, FoundImage[] sample)
    {
        // Of equals the one that is called like the split, or the first: the folder itself.
        string[] candidates = [.. _candidates.Prepend(folder).Distinct()];
        if (_isGiven || candidates.Length == 1)
            return _isGiven ? _own : folder;
        var found = candidates
            .Select(root =>
                (Root: root, Count: sample.Count(image => Holds(root, image)), IsMeant: IsCalled(root, split))
            )
            .ToArray();
        var best = found.MaxBy(x => (x.Count, x.IsMeant));
        if (
            best.Count > 0
            && best.Root != folder
            && found.LastOrDefault(x => x == best with { Root = x.Root }) is { } other
        )
            _alike ??= other.Root == best.Root ? null : other.Root;
        return best.Root;
    }

    private bool Holds(string root, FoundImage image) =>
        image.Others.Prepend(image.File).Any(name => (Locate(root, name) ?? LocateEscaped(root, name)) is not null);

    private static bool IsCalled(string root, Split? split) =>
        split is not null && SplitNames.InFileName(root) == split;

    // The name below the root; null where there is no such file.
    private string? Locate(string root, string given)
    {
        if (given.Contains('\0'))
            return null;
        string slashed = given.Replace('\\', '/');
        bool isForeign = ForeignPath.Describe(given) is not null;
        if (!isForeign)
        {
            if (slashed != given && !OperatingSystem.IsWindows() && InputTree.IsFile(Path.Combine(root, given)))
                return given;
            if (_names.Find(root, slashed, _source) is { } here)
                return here;
        }
        if (!isForeign && !_isGiven && !Path.IsPathRooted(given))
            return null;
        string[] steps = ForeignPath.Steps(slashed);
        for (
            int from = Math.Max(isForeign || Path.IsPathRooted(given) ? 0 : 1, steps.Length - MostSteps);
            from < steps.Length;
            from++
        )
            if (_names.Find(root, string.Join('/', steps[from..]), _source) is { } end)
                return end;
        return null;
    }

    // Lists made of addresses have %20 for a space.
    private string? LocateEscaped(string root, string given) =>
        given.Contains('%') && Uri.UnescapeDataString(given) is var plain && plain != given
            ? Locate(root, plain)
            : null;

    // Folders beside or below the list that usually hold its images.
    private static IEnumerable<string> Around(DatasetPlace place)
    {
        string own = Path.GetFullPath(place.Folder);
        bool isApart =
            !place.IsFolder && Path.GetFileName(own).ToUpperInvariant() is "ANNOTATIONS" or "LABELS" or "RESULT";
        string[] tops = isApart && Path.GetDirectoryName(own) is { } parent ? [place.Folder, parent] : [place.Folder];
        foreach (string top in tops)
        foreach (string name in ImageFiles.Subfolders(top).Take(MostFolders))
        {
            string folder = Path.Combine(top, name);
            yield return folder;
            foreach (string below in ImageFiles.Subfolders(folder).Take(MostFolders))
                if (SplitNames.InFileName(below) is not null || SplitNames.InFileName(name) is not null)
                    yield return Path.Combine(folder, below);
        }
    }

    private static bool IsWithin(string path, string folder) =>
        Path.GetFullPath(path)
            .StartsWith(
                Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar,
                StringComparison.Ordinal
            );
}
