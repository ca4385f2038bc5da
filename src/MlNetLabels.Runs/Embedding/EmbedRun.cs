using MlNetLabels.Data;

namespace MlNetLabels.Runs;

/// <summary>List, embed, write.</summary>
internal static class EmbedRun
{
    public static EmbedResult Run(EmbedOptions options, RunContext context)
    {
        var list = options.Files is { } files
            ? ImageList.Of(files)
            : DatasetList.Find(options.Images, options.Reading, context) ?? ImageList.Read(options.Images);
        foreach (string note in list.Notes)
            context.Log.Note(note);
        context.Log.LeftOut(list.Others);
        context.Log.FolderOf(options.Output);
        DataLoader.CheckThere(list.Paths, context.MaxFailures);
        var embedded = context.Embedder.Embed(
            list.Paths,
            context.Phase($"Embedding {Counted.Of(list.Paths.Count, "image")}", list.Paths.Count),
            context.CancellationToken
        );
        new DataLoader(context).CheckFailures(embedded.Skipped, list.Paths.Count);
        if (embedded.Rows.Count == 0 && embedded.Skipped is [var first, ..])
            throw new InvalidInputException(
                $"none of {Counted.Of(list.Paths.Count, "file")} could be used, so nothing is written. First: {first.File}: "
                    + $"{first.Reason}.{DataLoader.Elsewhere(embedded.Skipped, "--images-in")}"
            );

        string rows = EmbeddingsSeal.RowsPath(options.Output);
        var backbone = context.Backbone.ToReference();
        string csv = list.ToCsv(embedded.Rows);
        var seal = EmbeddingsSeal.Of(embedded.Embeddings, csv, list.Files(embedded.Rows));
        using var written = new OutputFiles();
        // The seal first and the embeddings last: whenever this is cut short, the seal is of other files than lie there.
        written.Add(EmbeddingsSeal.PathOf(options.Output), BackboneFile.Text(backbone, seal));
        written.Add(rows, csv);
        written.Add(options.Output, stream => NpyFile.Write(stream, embedded.Embeddings));
        written.Complete();
        return new EmbedResult
        {
            EmbeddingsFile = options.Output,
            RowsFile = rows,
            Images = embedded.Rows.Count,
            Backbone = backbone,
            Skipped = embedded.Skipped,
            LeftOut = list.Others,
        };
    }
}
