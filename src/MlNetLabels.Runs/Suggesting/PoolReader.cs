using MlNetLabels.Data;
using MlNetLabels.Evaluation;

namespace MlNetLabels.Runs.Suggesting;

/// <summary>Reads unlabelled images: folders and lists, what other tools export, embeddings, and logs.</summary>
/// <param name="context">The run.</param>
/// <param name="dimension">Of the embeddings that are due; null where the pool decides.</param>
/// <param name="model">The bundle; null for none.</param>
internal sealed class PoolReader(RunContext context, int? dimension, string? model)
{
    private const int Side = 128;

    // Columns of a list in which a label may stand already.
    private static readonly string[] s_labels = ["label", "labels"];

    public PoolImages Read(string path)
    {
        if (LogPool.Is(path))
            return LogPool.Read(path, dimension, model, Side, context);
        if (Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase))
            return FromEmbeddings(path);
        bool isFolder = Directory.Exists(path);
        if (isFolder && DatasetReader.FormatOf(path) == "table")
            return FromList(path, FolderWithList.Read(path, context));
        return DatasetList.IsOther(path) ? FromOther(path)
            // Folders of a folder may be days or cameras: only a list says labels.
            : isFolder ? FromList(path, FolderWithList.Read(path, []))
            : FromList(path, ImageList.Read(path));
    }

    private PoolImages FromList(string path, ImageList list)
    {
        context.Log.LeftOut(list.Others);
        int[] open =
        [
            .. Enumerable
                .Range(0, list.Paths.Count)
                .Where(i => Cells(list, i, s_labels).All(string.IsNullOrWhiteSpace)),
        ];
        if (open.Length == 0)
            throw new InvalidInputException(path, null, "all of its images have a label already.");
        string[] paths = [.. open.Select(i => list.Paths[i])];
        var embedded = context.Embedder.Embed(
            paths,
            context.Phase($"Embedding {paths.Length} images", paths.Length),
            context.CancellationToken
        );
        new DataLoader(context).CheckFailures(embedded.Skipped, paths.Length);
        int[] kept = [.. embedded.Rows.Select(i => open[i])];
        return Named(list, kept) with
        {
            Embeddings = embedded.Embeddings,
            Labelled = list.Paths.Count - open.Length,
            Skipped = embedded.Skipped,
        };
    }

    private PoolImages FromEmbeddings(string path)
    {
        var set = new DataLoader(context).LoadOutOfDomain(path);
        string rows = EmbeddingsSeal.RowsPath(path);
        if (!File.Exists(rows))
            return Plain(set);
        var list = ImageList.Read(rows);
        if (list.Paths.Count != set.Embeddings.Rows)
            throw new InvalidInputException(
                path,
                null,
                $"{set.Embeddings.Rows} embeddings, but {rows} lists {list.Paths.Count} images; they must be the same rows in "
                    + "the same order."
            );
        return Named(list, [.. Enumerable.Range(0, list.Paths.Count)]) with { Embeddings = set.Embeddings };
    }

    // Paths through an archive end with the run; what stays can be named.
    private PoolImages FromOther(string path)
    {
        var data = new DataLoader(context).Load(path, null, null, new DatasetOptions());
        var rows = data.Dataset.Rows;
        bool isPacked = Datasets.PackedDataset.IsPacked(path);
        return new PoolImages
        {
            Embeddings = data.Embeddings,
            Files = [.. rows.Select(x => x.File)],
            Paths = isPacked ? null : [.. rows.Select(x => x.Path)],
            Groups = rows.Any(x => x.Group is not null) ? [.. rows.Select(x => x.Group)] : null,
            Skipped = data.Skipped,
            Notes = isPacked ? ["The images lie in an archive: unpack it beside the list before you label them."] : [],
            Picture = row => ReportRun.Picture(rows[row].Path, Side),
        };
    }

    private static PoolImages Plain(OutOfDomainSet set) =>
        new()
        {
            Embeddings = set.Embeddings,
            Files = set.Files,
            Picture = _ => null,
        };

    private static PoolImages Named(ImageList list, int[] rows)
    {
        string[] paths = [.. rows.Select(i => list.Paths[i])];
        return new PoolImages
        {
            Embeddings = new(0, 0),
            Files = [.. list.Files(rows)],
            Paths = paths,
            Groups = list.Columns.Contains("group")
                ? [.. rows.Select(i => Cells(list, i, ["group"]).Single() is { Length: > 0 } group ? group : null)]
                : null,
            Picture = row => ReportRun.Picture(paths[row], Side),
        };
    }

    private static IEnumerable<string> Cells(ImageList list, int row, string[] columns) =>
        list.Columns.Index().Where(x => columns.Contains(x.Item)).Select(x => list.Cells[row][x.Index]);
}
