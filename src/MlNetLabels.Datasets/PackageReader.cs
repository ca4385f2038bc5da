using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Datasets.Archives;
using MlNetLabels.Datasets.Parquet;

namespace MlNetLabels.Datasets;

/// <summary>Reads what is packed, in place where that can be; nothing that is read may lie outside of it.</summary>
internal sealed class PackageReader(
    Package package,
    DatasetOptions options,
    HeldFiles held,
    CancellationToken cancellationToken
)
{
    // Lists of labels, and what else is no image.
    private static readonly string[] s_lists = [".json", ".jsonl", ".csv", ".tsv", ".xml", ".txt", ".parquet"];

    private readonly List<string> _notes = [];

    public ImageDataset Read()
    {
        var dataset = package.Kind switch
        {
            PackageKind.Parquet => ReadParquet(package.Files, held.Place.Path),
            PackageKind.GzippedTar => ReadFolder(Unpack()),
            _ => ReadFolder(Mount()),
        };
        foreach (var row in dataset.Rows)
            if (!held.Holds(row.Path) && !(options.Images is { } images && HeldFiles.IsWithin(row.Path, images)))
                throw new InvalidInputException(
                    package.Path,
                    row.Line,
                    $"'{row.File}' lies outside of the archive; only what is in it is read. Unpack the archive and name the folder, or "
                        + "name the folder of the images with --images."
                );
        return dataset with
        {
            Source = package.Path,
            Notes = [.. _notes, .. dataset.Notes.Select(note => held.Hide(note, package.Path))],
        };
    }

    private string Mount()
    {
        var bounds = new ArchiveBounds(package.Path);
        held.Mount(ArchiveFiles.Open(package, bounds, damaged: null, cancellationToken));
        Note("Read", bounds);
        return package.Path;
    }

    private string Unpack()
    {
        var bounds = new ArchiveBounds(package.Path);
        TarFiles.Unpack(package.Path, new Unpacker(bounds, held.Place), cancellationToken);
        Note("Unpacked", bounds);
        return held.Place.Path;
    }

    private void Note(string done, ArchiveBounds bounds)
    {
        if (bounds.Files == 0)
            throw new InvalidInputException(package.Path, null, "there are no files in the archive.");
        _notes.Add(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{done} {Counted.Of(bounds.Files, "file")} from {Path.GetFileName(package.Path)}"
                    + $"{(bounds.LeftOut == 0 ? "" : $"; left out {Counted.Of(bounds.LeftOut, "link or device", "links and devices")}")}."
                    + $"{(bounds.IsCut ? " The mark of its end is missing: it may have been cut off." : "")}"
            )
        );
    }

    private ImageDataset ReadFolder(string folder)
    {
        if (
            InputTree.IsFile(Path.Combine(folder, BundleFile.Manifest))
            && InputTree.IsFile(Path.Combine(folder, BundleFile.Weights))
        )
            throw new InvalidInputException(
                package.Path,
                null,
                $"this is {BundleFile.What}. --model takes it; here name the images, or a list of them."
            );
        string root = RootOf(folder);
        if (Package.ParquetAt(root, options.Format) is not { } files)
            return ReadList(root);
        (package with { Kind = PackageKind.Parquet, Files = files }).Check(options.Format);
        string place = Directory.CreateDirectory(Path.Combine(held.Place.Path, ".images")).FullName;
        return ReadParquet(package.Kind == PackageKind.GzippedTar ? files : Unpack(files), place);
    }

    // The only file of an archive is taken for a list, of which its reader may say strange things.
    private ImageDataset ReadList(string root)
    {
        if (root != package.Path && InputTree.IsFile(root) && InputTree.Length(root) > 0 && Package.IsArchive(root))
            throw new InvalidInputException(
                package.Path,
                null,
                $"it holds only {Path.GetFileName(root)}, and an archive within another one is not read. Unpack "
                    + $"{Path.GetFileName(package.Path)}, and name {Path.GetFileName(root)}."
            );
        try
        {
            return DatasetReader.Read(root, options);
        }
        catch (InvalidInputException error)
            when (root != package.Path
                && InputTree.IsFile(root)
                && Path.GetExtension(root).ToLowerInvariant() is var kind
                && (kind == ".txt" || !s_lists.Contains(kind))
            )
        {
            throw new InvalidInputException(
                package.Path,
                null,
                $"there are no images in the archive, only {Path.GetFileName(root)}."
                    + (
                        kind is "" or ".txt"
                            ? $" Read as a list of images: {error.Message}"
                            : " Put the images into it, or name another."
                    ),
                error
            );
        }
    }

    // Parquet is read from its end, which what is deflated has only behind all of it.
    private List<string> Unpack(IReadOnlyList<string> files)
    {
        var unpacker = new Unpacker(new ArchiveBounds(package.Path), held.Place);
        var unpacked = new List<string>();
        foreach (string file in files)
        {
            string name = Path.GetRelativePath(package.Path, file);
            using var content = InputTree.Open(file);
            unpacker.Add(name, content, cancellationToken);
            unpacked.Add(Path.Combine(held.Place.Path, name));
        }
        return unpacked;
    }

    private ImageDataset ReadParquet(IReadOnlyList<string> files, string folder) =>
        ParquetDataset.Read(package.Path, files, options, folder, _notes, cancellationToken);

    // Archives often hold one folder of their own name, or one list beside nothing.
    private static string RootOf(string folder)
    {
        while (true)
        {
            string[] folders = [.. InputTree.Folders(folder)],
                files = [.. InputTree.Files(folder)];
            if (files.Length == 1 && folders.Length == 0)
                return files[0];
            if (
                folders.Length != 1
                || files.Length > 0
                || !InputTree.Folders(folders[0]).Any() && HasImages(folders[0])
            )
                return folder;
            folder = folders[0];
        }
    }

    // A folder of images alone is a class.
    private static bool HasImages(string folder) =>
        InputTree.Files(folder).All(file => !s_lists.Contains(Path.GetExtension(file).ToLowerInvariant()));
}
