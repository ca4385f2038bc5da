using MlNetLabels.Data;

namespace MlNetLabels.Runs;

/// <summary>List, embed, write.</summary>
internal static class EmbedRun
{
    public static EmbedResult Run(EmbedOptions options, RunContext context)
    {
        var list = ImageList.Read(options.Images);
        foreach (string note in list.Notes)
            context.Log.Note(note);
        var embedded = context.Embedder.Embed(
            list.Paths,
            context.Phase($"Embedding {list.Paths.Count} images"),
            context.CancellationToken
        );
        new DataLoader(context).CheckFailures(embedded.Skipped, list.Paths.Count);

        string rows = Path.ChangeExtension(options.Output, ".csv");
        var backbone = context.Backbone.ToReference();
        NpyFile.Write(options.Output, embedded.Embeddings);
        AtomicFile.WriteText(rows, list.ToCsv(embedded.Rows));
        BackboneFile.Write(options.Output, backbone);
        return new EmbedResult
        {
            EmbeddingsFile = options.Output,
            RowsFile = rows,
            Images = embedded.Rows.Count,
            Backbone = backbone,
            Skipped = embedded.Skipped,
        };
    }
}
