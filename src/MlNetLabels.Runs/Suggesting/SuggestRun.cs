using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Reports;
using MlNetLabels.Suggesting;

namespace MlNetLabels.Runs.Suggesting;

/// <summary>Read what is labelled and what is not, choose, look for doubtful labels, write list and page.</summary>
internal static class SuggestRun
{
    private const int PictureSide = 128,
        MostShown = 60;

    public static SuggestionReport Run(SuggestOptions options, Model? model, RunContext context)
    {
        var labelled = options.Data is { } data
            ? new DataLoader(context).Load(
                data,
                null,
                null,
                DataLoader.Reading(options.Reading, options.Classes),
                options.Corrections,
                dataset =>
                {
                    CheckKind(dataset, model);
                    CheckPool(options.Pool, dataset);
                }
            )
            : null;
        var pool = new PoolReader(
            context,
            model?.Standardizer.Dimension ?? labelled?.Embeddings.Columns,
            options.Model
        ).Read(options.Pool);
        if (pool.Embeddings.Rows == 0)
            throw new InvalidInputException(
                options.Pool,
                null,
                pool.Skipped is [var first, ..]
                    ? $"none of its images can be used. First: {first.File}: {first.Reason}."
                        + DataLoader.Elsewhere(pool.Skipped, "--images")
                    : "none of its images can be used."
            );
        var chosen = Choose(options, model, labelled, pool, context);
        var report = Report(options, model, labelled, pool, chosen, context);
        Write(options, model, labelled, pool, chosen, report, context);
        return report;
    }

    // By path: a copy is known by its embedding only. Of label sets an image may be listed without a label.
    private static void CheckPool(string pool, ImageDataset labelled)
    {
        if (labelled.Kind != TargetKind.Classes || !Directory.Exists(pool))
            return;
        var known = labelled.Rows.Select(row => Path.GetFullPath(row.Path)).ToHashSet();
        string[] files = [.. ImageFiles.Each([pool])];
        if (files.Length > 0 && files.All(file => known.Contains(Path.GetFullPath(file))))
            throw AllLabelled(pool, files.Length);
    }

    private static InvalidInputException AllLabelled(string pool, int images) =>
        new(pool, null, $"all of its {images} images have a label already.");

    private static Suggestions Choose(
        SuggestOptions options,
        Model? model,
        EmbeddedDataset? labelled,
        PoolImages pool,
        RunContext context
    )
    {
        var chosen = ImageSuggester.Suggest(
            new SuggestionRequest
            {
                Pool = pool.Embeddings,
                Count = options.Count,
                Model = model,
                Labelled = labelled?.Embeddings,
                Groups = pool.Groups,
                LabelledGroups = labelled is null
                    ? []
                    : [.. labelled.Dataset.Rows.Select(x => x.Group).OfType<string>()],
                Strategy = options.Strategy,
                Seed = options.Seed,
            },
            context.Phase("Choosing images"),
            context.CancellationToken
        );
        return chosen.Images.Count > 0
            ? chosen
            : throw (
                chosen.Labelled == pool.Embeddings.Rows
                    ? AllLabelled(options.Pool, chosen.Labelled)
                    : new InvalidInputException(
                        options.Pool,
                        null,
                        $"all of its {pool.Embeddings.Rows} images have a label already, or show nearly the same as one that has."
                    )
            );
    }

    private static SuggestionReport Report(
        SuggestOptions options,
        Model? model,
        EmbeddedDataset? labelled,
        PoolImages pool,
        Suggestions chosen,
        RunContext context
    )
    {
        var notes = new List<string>(pool.Notes);
        if (chosen.Images.Count < options.Count && chosen.Images.Count < pool.Files.Count + pool.Labelled)
            notes.Add(
                $"{options.Count} were asked for: the others have a label, are of a group that is asked for, or show nearly the "
                    + "same as an image that has or is."
            );
        return new SuggestionReport
        {
            Pool = options.Pool,
            Model = options.Model,
            SwitchedOff = model?.SwitchedOff() ?? [],
            Strategy = chosen.Strategy,
            Why = chosen.Why,
            PoolImages = pool.Embeddings.Rows + pool.Labelled,
            Labelled = chosen.Labelled + pool.Labelled,
            Repeated = chosen.Repeated,
            Rejected = chosen.Rejected,
            Images = [.. chosen.Images.Select(x => Image(x, model, pool, options.HtmlFile is not null))],
            CheckAgain = CheckAgain(options, model, labelled, notes, context),
            Notes = notes,
            Skipped = pool.Skipped,
        };
    }

    private static SuggestedImage Image(SuggestedRow row, Model? model, PoolImages pool, bool isShown) =>
        new(pool.Files[row.Row], row.Reason, Math.Round(row.Score, 4), row.StandsFor)
        {
            Answer = model is null ? null : Names(model.Predict(pool.Embeddings.Row(row.Row))),
            Group = pool.Groups?[row.Row],
            Alike = [.. row.Alike.Select(i => pool.Files[i])],
            Picture = isShown ? pool.Picture(row.Row) : null,
            AlikePictures = isShown ? [.. row.Alike.Select(pool.Picture)] : [],
        };

    private static IReadOnlyList<string> Names(Prediction answer) =>
        answer.Class is { } one ? [one] : [.. (answer.Labels ?? []).Where(x => x.Applies).Select(x => x.Name)];

    private static IReadOnlyList<DoubtedLabel> CheckAgain(
        SuggestOptions options,
        Model? model,
        EmbeddedDataset? labelled,
        List<string> notes,
        RunContext context
    )
    {
        if (labelled is null)
            return [];
        double? l2 = model?.Description.Softmax?.L2 ?? model?.Description.Labels?.L2;
        var found = context.Step(
            "Checking labels",
            () => DoubtedLabel.Find(labelled, l2, options.Seed, notes.Add, context.CancellationToken)
        );
        var paths = labelled.Dataset.Rows.DistinctBy(x => x.File).ToDictionary(x => x.File, x => x.Path);
        return
        [
            .. (found ?? []).Select(
                (x, i) =>
                    options.HtmlFile is not null && i < MostShown
                        ? x with
                        {
                            Picture = ReportRun.Picture(paths[x.File], PictureSide),
                        }
                        : x
            ),
        ];
    }

    private static void Write(
        SuggestOptions options,
        Model? model,
        EmbeddedDataset? labelled,
        PoolImages pool,
        Suggestions chosen,
        SuggestionReport report,
        RunContext context
    )
    {
        using var files = new OutputFiles();
        if (options.CsvFile is { } csv)
        {
            var names = SuggestedFiles.For(csv, pool, [.. chosen.Images.Select(x => x.Row)]);
            var labels = SuggestionCsv.Labels(labelled?.Dataset, model?.Description);
            files.Add(csv, SuggestionCsv.Write(report, names, labels));
        }
        if (options.HtmlFile is { } page)
            files.Add(page, report.ToHtml());
        if (options.SuspectsFile is { } suspects)
            files.Add(suspects, report.CheckAgainCsv());
        files.Complete();
        foreach (string file in options.Outputs)
            context.Log.Wrote(file);
    }

    private static void CheckKind(ImageDataset labelled, Model? model)
    {
        if (model is null || labelled.Kind == model.Description.Kind)
            return;
        throw new InvalidInputException(
            labelled.Source,
            null,
            labelled.Kind == TargetKind.Classes
                ? "these images have classes, but the model was trained on label sets. Name the data that it was made for."
                : "these images have label sets, but the model was trained on classes. Name the data that it was made for."
        );
    }
}
