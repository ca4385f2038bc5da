using MlNetLabels.Data;
using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>List, embed, predict.</summary>
internal static class PredictRun
{
    public static PredictResult Run(PredictOptions options, Model model, RunContext context)
    {
        var files = ImageFiles.Expand(options.Images);
        if (files.Count == 0)
            throw new InvalidInputException("There are no images in the folders given.");
        // Of one image there is no progress to tell.
        var progress = files.Count == 1 ? null : context.Phase($"Embedding {files.Count} images");
        var embedded = context.Embedder.Embed(files, progress, context.CancellationToken);
        new DataLoader(context).CheckFailures(embedded.Skipped, files.Count);
        string? warning = model.DomainWarning(options.RejectRate);
        if (warning is not null)
            context.Log.Note(warning);
        var predictions = model.Predict(embedded.Embeddings, options.RejectRate, context.CancellationToken);
        return new PredictResult
        {
            Images = [.. predictions.Select((p, i) => new PredictedImage(files[embedded.Rows[i]], p))],
            Skipped = embedded.Skipped,
            DomainScore = model.Description.Domain.Score,
            DomainReason = model.Description.Domain.Why,
            RejectRate = options.RejectRate ?? model.Description.Domain.RejectRate,
            IsDomainCheckOn = double.IsFinite(model.DomainCut(options.RejectRate).Cut),
            DomainWarning = warning,
        };
    }
}
