using MlNetLabels.Data;
using MlNetLabels.Labelling.Journal;

namespace MlNetLabels.Labelling.Data;

/// <summary>Finds the images to label, what is said of them already, and where the answers go.</summary>
internal static class LabelReader
{
    // Where a tar archive has its mark.
    private const int TarMark = 257;

    public static LabelData Read(LabellingOptions options)
    {
        foreach (string? path in new[] { options.Data, options.Output, options.Suspects })
            if (path?.Contains('\0') == true)
                throw new InvalidInputException("a path holds a zero character.");
        string data = Path.GetFullPath(options.Data);
        var found =
            Directory.Exists(data) ? FromFolder(data, options)
            : File.Exists(data) ? FromFile(data, options)
            : throw new InvalidInputException(options.Data, null, MissingData.Describe(options.Data));
        if (found.Items.Count == 0)
            throw new InvalidInputException(
                options.Data,
                null,
                $"there are no images in it{string.Concat(found.Notes.Select(note => "; " + note.TrimEnd('.')))}."
            );
        if (options.Several && !found.IsSets)
            throw new InvalidInputException(
                options.Data,
                null,
                "what is labelled there has one class an image, but --several asks for more. Leave it out, or take the labels away "
                    + "(--unlabelled, for folders)."
            );
        string[] added = [.. options.Classes.Select(name => name.Trim()).Distinct().Except(found.Names)];
        foreach (string name in added)
            if (LabelNames.Problem(name, found.IsSets, []) is { } problem)
                throw new InvalidInputException($"--classes: {problem}");
        return found with { Names = [.. found.Names, .. added] };
    }

    private static LabelData FromFolder(string folder, LabellingOptions options)
    {
        string output = Path.GetFullPath(options.Output ?? Path.Combine(folder, "labels.csv"));
        var (images, others) = ImageFiles.List(folder);
        var notes = new List<string>();
        // The list and its journal are no news.
        if (
            others.Count
            > LabelFiles.All(output).Count(file => File.Exists(file) && Path.GetDirectoryName(file) == folder)
        )
            notes.Add($"{others}.");
        var labelled = Labelled(folder, output, images, options);
        var rows = new ItemList(output, labelled, notes);
        // In the order of the names, whatever of them has labels.
        var byPath = (labelled?.Rows ?? []).ToDictionary(row => row.Path, StringComparer.Ordinal);
        foreach (string image in images)
        {
            string path = Path.GetFullPath(Path.Combine(folder, image));
            byPath.Remove(path, out var row);
            rows.Add(path, row);
        }
        foreach (var row in byPath.Values.OrderBy(row => row.File, StringComparer.Ordinal))
            rows.Add(row.Path, row);
        return rows.ToData(
            labelled is null ? IsOfSets(output, options) : labelled.Kind == TargetKind.LabelSets,
            folder,
            null
        );
    }

    // What a folder says of its images: by its folders of classes, or by a list in it that is not the one to be written.
    private static ImageDataset? Labelled(
        string folder,
        string output,
        IReadOnlyList<string> images,
        LabellingOptions options
    )
    {
        string? format = options.Unlabelled ? null : DatasetReader.FormatOf(folder);
        int classFolders = images.Where(x => x.Contains('/')).Select(x => x[..x.IndexOf('/')]).Distinct().Count();
        bool isOwn = format == "table" && File.Exists(output) && Path.GetDirectoryName(output) == folder;
        return format is null || isOwn || (format == "folders" && classFolders < 2) ? null : DatasetReader.Read(folder);
    }

    private static LabelData FromFile(string file, LabellingOptions options)
    {
        string output = Path.GetFullPath(options.Output ?? OutputOf(file));
        if (IsArchive(file))
            throw new InvalidInputException(
                options.Data,
                null,
                "this is an archive, a Parquet file or a trained model, and the page labels images in folders: unpack it, and "
                    + "name the folder."
            );
        var table = IsTable(file) ? Table.Read(file) : null;
        if (table is not null && OpenTable(table, output, options) is { } open)
            return open;
        var labelled = DatasetReader.Read(file);
        var rows = new ItemList(output, labelled, []);
        if (table is not null && labelled.Kind == TargetKind.LabelSets && table.Columns.Contains("labels"))
        {
            int none = labelled.Rows.Count(row => !row.Labels.Contains(LabelState.Present));
            if (none > 0)
                rows.Note(
                    $"{none} images have an empty list of labels: as train does, none is read there, not unknown."
                );
        }
        foreach (var row in labelled.Rows)
            rows.Add(row.Path, row);
        return rows.ToData(
            labelled.Kind == TargetKind.LabelSets,
            Path.GetDirectoryName(file)!,
            file == output ? null : file
        );
    }

    /// <summary>A list whose blank classes or lists are still open; null where the usual reader says all there is.</summary>
    private static LabelData? OpenTable(Table table, string output, LabellingOptions options)
    {
        if (Named(table, ColumnNames.File) is not { } file)
            return null;
        string? one = Named(table, ColumnNames.Class),
            list = Named(table, ColumnNames.List);
        bool isBlankList = list is not null && table.Rows.All(row => row[list].Length == 0);
        // Somebody else's list without a blank says all there is, and may lie apart from its images.
        if (one is not null && file != ColumnNames.File[0] && table.Rows.All(row => row[one].Length > 0))
            return null;
        if (one is null && !isBlankList && (list is not null || HasLabelColumns(table)))
            return null;
        string[] carried =
        [
            .. table.Columns.Where(c =>
                c != file && c != one && c != list && c is not (ColumnNames.Who or ColumnNames.When)
            ),
        ];
        string folder = Path.GetDirectoryName(table.File)!;
        var rows = new ItemList(output, null, []) { Carried = carried };
        foreach (var row in table.Rows)
        {
            var (_, path) = ImageFiles.Listed(folder, row[file]);
            if (!File.Exists(path))
                throw new InvalidInputException(
                    table.File,
                    row.Line,
                    $"'{row[file]}' is not there: the list names images from its own folder."
                );
            rows.AddRow(path, one is null ? "" : row[one], [.. carried.Select(column => row[column])]);
        }
        // A list that was written here lacks what has no label.
        if (table.File == output)
            foreach (string answered in JournalFile.FilesOf(LabelFiles.JournalOf(output)))
                if (ImageFiles.Listed(folder, answered).Path is var path && File.Exists(path))
                    rows.AddRow(path, "", [.. carried.Select(_ => "")]);
        return rows.ToData(
            one is null && (isBlankList || IsOfSets(output, options)),
            folder,
            table.File == output ? null : table.File
        );
    }

    // In the order of the names, as reading takes them.
    private static string? Named(Table table, IReadOnlyList<string> names) =>
        names
            .Select(name => table.Columns.FirstOrDefault(c => c.Equals(name, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(column => column is not null);

    // One column a label, as the usual reader takes them.
    private static bool HasLabelColumns(Table table) =>
        table
            .Columns.Where(c => c != "score" && !ColumnNames.All.Contains(c, StringComparer.OrdinalIgnoreCase))
            .Any(column => table.Rows.All(row => row[column] is "" or "0" or "1"));

    // As it was begun.
    private static bool IsOfSets(string output, LabellingOptions options) =>
        options.Several || JournalFile.IsOfSets(LabelFiles.JournalOf(output));

    // By its first bytes: zip, which a model is, too, gzip, Parquet and tar.
    private static bool IsArchive(string file)
    {
        Span<byte> first = stackalloc byte[TarMark + 5];
        using var stream = InputFile.Open(file);
        first = first[..stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false)];
        return first.StartsWith("PK\u0003\u0004"u8)
            || first.StartsWith("PAR1"u8)
            || first.StartsWith((byte[])[0x1F, 0x8B])
            || (first.Length > TarMark && first[TarMark..].SequenceEqual("ustar"u8));
    }

    private static bool IsTable(string file) =>
        Path.GetExtension(file).ToUpperInvariant() is ".CSV" or ".TSV" or ".JSONL" or ".NDJSON";

    // A list that was written here goes on being written; anybody else's is left alone.
    private static string OutputOf(string file) =>
        File.Exists(LabelFiles.JournalOf(file))
            ? file
            : Path.Combine(Path.GetDirectoryName(file)!, Path.GetFileNameWithoutExtension(file) + "-labelled.csv");
}
