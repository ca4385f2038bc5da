using MlNetLabels.Data;
using MlNetLabels.Images;
using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>List, embed, predict, one image after another: what is answered is given away and not kept.</summary>
internal static class PredictRun
{
    private const int MostImages = 64,
        MostNamed = 3;

    /// <summary>All answers at once.</summary>
    public static PredictResult Run(PredictOptions options, Model model, RunContext context)
    {
        var images = new List<PredictedImage>();
        var skipped = new List<SkippedFile>();
        var leftOut = new List<SkippedFile>();
        PredictResult? last = null;
        Run(
            options,
            model,
            context,
            part =>
            {
                images.AddRange(part.Images);
                skipped.AddRange(part.Skipped);
                leftOut.AddRange(part.LeftOut);
                last = part;
            }
        );
        return last! with { Images = images, Skipped = skipped, LeftOut = leftOut };
    }

    /// <summary>
    /// Answers in parts, in order, as they come: at least one part, of at least one file each. What was left out comes
    /// with the first.
    /// </summary>
    public static void Run(PredictOptions options, Model model, RunContext context, Action<PredictResult> take)
    {
        NamedImages.Check(options.Images);
        // Listed twice and not kept: names alone take more than everything else, once there are a million.
        var others = new List<SkippedFile>();
        int total = ImageFiles.Each(options.Images, others.Add).Count();
        context.Log.LeftOut(others);
        if (total == 0)
            throw new InvalidInputException(
                $"there are no images in {Counted.And([.. options.Images.Distinct().Take(MostNamed)])}. Name images, or folders of some."
            );
        context.Log.Notes(model, options.RejectRate);
        var description = model.Description;
        var empty = new PredictResult
        {
            Images = [],
            Skipped = [],
            LeftOut = others,
            ClassNames = description.Softmax?.Classes,
            LabelNames = description.Labels?.Names,
            DomainScore = description.Domain.Score,
            DomainReason = description.Domain.Why,
            RejectRate = options.RejectRate ?? description.Domain.RejectRate,
            IsDomainCheckOn = double.IsFinite(model.DomainCut(options.RejectRate).Cut),
            DomainWarning = model.DomainWarning(options.RejectRate),
            SwitchedOff = model.SwitchedOff(options.RejectRate),
            CalibrationWarning = description.CalibrationWarning,
        };
        // Of one image there is no progress to tell.
        var progress = total == 1 ? null : context.Phase($"Predicting {total} images");
        var failures = new SkippedCount(context, total);
        var embedder = context.Embedder;
        var images = new List<PredictedImage>();
        int done = 0;
        var work = new OrderedWork<string, (PredictedImage? Image, SkippedFile? Skipped)>(
            ImageFiles.Each(options.Images),
            Math.Min(options.Embedding.Threads, total),
            Answer
        );
        work.Run(
            (answer, isNextThere) =>
            {
                progress?.Report(new WorkProgress("", ++done, total));
                if (answer.Image is { } image)
                    images.Add(image);
                // A file that cannot be used ends a part, so that the order shows.
                if (isNextThere && images.Count < MostImages && answer.Skipped is null)
                    return;
                take(empty with { Images = images, Skipped = answer.Skipped is { } one ? [one] : [] });
                images = [];
                empty = empty with { LeftOut = [] };
                if (answer.Skipped is { } skipped)
                    failures.Add(skipped);
            },
            context.CancellationToken
        );
        failures.End();

        (PredictedImage?, SkippedFile?) Answer(string file)
        {
            try
            {
                float[] embedding = embedder.Embed(file, context.CancellationToken);
                return (new PredictedImage(file, model.Predict(embedding, options.RejectRate)), null);
            }
            catch (ImageException error)
            {
                return (null, new SkippedFile(file, error.Reason));
            }
        }
    }
}
