using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Datasets.Archives;
using MlNetLabels.Datasets.Parquet;

namespace MlNetLabels.Datasets;

/// <summary>Unpacks and reads; nothing that is read may lie outside of what was unpacked.</summary>
internal static class Unpacked
{
    public static ImageDataset Read(
        Package package,
        DatasetOptions options,
        TemporaryPlace place,
        CancellationToken cancellationToken
    )
    {
        var notes = new List<string>();
        var dataset =
            package.Kind == PackageKind.Parquet
                ? ParquetDataset.Read(package.Path, package.Files, options, place.Path, notes, cancellationToken)
                : ReadArchive(package, options, place, notes, cancellationToken);
        foreach (var row in dataset.Rows)
            if (!IsWithin(row.Path, place.Path) && !(options.Images is { } images && IsWithin(row.Path, images)))
                throw new InvalidInputException(
                    package.Path,
                    row.Line,
                    $"'{row.File}' lies outside of the archive; only what is in it is read."
                );
        return dataset with
        {
            Source = package.Path,
            Notes = [.. notes, .. dataset.Notes.Select(note => place.Hide(note, package.Path))],
        };
    }

    private static ImageDataset ReadArchive(
        Package package,
        DatasetOptions options,
        TemporaryPlace place,
        List<string> notes,
        CancellationToken cancellationToken
    )
    {
        var unpacker = new Unpacker(package.Path, place);
        if (package.Kind == PackageKind.Zip)
            ZipFiles.Unpack(package.Path, unpacker, cancellationToken);
        else
            TarFiles.Unpack(package.Path, package.Kind == PackageKind.GzippedTar, unpacker, cancellationToken);
        if (unpacker.Files == 0)
            throw new InvalidInputException(package.Path, null, "there are no files in the archive.");
        notes.Add(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Unpacked {unpacker.Files} files from {System.IO.Path.GetFileName(package.Path)}"
                    + $"{(unpacker.LeftOut == 0 ? "" : $"; left out {unpacker.LeftOut} links and devices")}."
            )
        );
        string root = RootOf(place.Path);
        if (Package.Find(root, options.Format) is not { Kind: PackageKind.Parquet } parquet)
            return DatasetReader.Read(root, options);
        (parquet with { Path = package.Path }).Check(options.Format);
        return ParquetDataset.Read(
            package.Path,
            parquet.Files,
            options,
            Directory.CreateDirectory(System.IO.Path.Combine(place.Path, ".images")).FullName,
            notes,
            cancellationToken
        );
    }

    // Archives often hold one folder of their own name, or one list beside nothing.
    private static string RootOf(string folder)
    {
        while (true)
        {
            string[] folders = Directory.GetDirectories(folder),
                files = Directory.GetFiles(folder);
            if (files.Length == 1 && folders.Length == 0)
                return files[0];
            if (
                folders.Length != 1
                || files.Length > 0
                || Directory.GetDirectories(folders[0]).Length == 0 && HasImages(folders[0])
            )
                return folder;
            folder = folders[0];
        }
    }

    // A folder of images alone is a class.
    private static bool HasImages(string folder) =>
        Directory
            .EnumerateFiles(folder)
            .All(file => !s_lists.Contains(System.IO.Path.GetExtension(file).ToLowerInvariant()));

    private static readonly string[] s_lists = [".json", ".jsonl", ".csv", ".tsv", ".xml", ".txt", ".parquet"];

    private static bool IsWithin(string path, string folder) =>
        System
            .IO.Path.GetFullPath(path)
            .StartsWith(
                System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder))
                    + System.IO.Path.DirectorySeparatorChar,
                StringComparison.Ordinal
            );
}
