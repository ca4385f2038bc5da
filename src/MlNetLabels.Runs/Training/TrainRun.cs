using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Heads;
using MlNetLabels.Images;
using MlNetLabels.MLNet;
using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>Load, embed, divide, fit, save.</summary>
internal static class TrainRun
{
    private const int MostNamed = 5,
        PictureSide = 96;

    public const string Extension = ".mlabels";

    public static TrainResult Run(TrainOptions options, RunContext context)
    {
        if (options.Model is { } file)
            Tell(file, context);
        var data = Load(options, context);
        var outside = LoadOutside(options, context);
        var model = Fit(options, data, outside, context);
        if (options.Model is { } path)
        {
            if (options.CreatedAt is null)
                model = model.WithTimeOf(path);
            model.Save(path);
            context.Log.Wrote(path);
        }
        return new TrainResult
        {
            Model = model,
            ModelFile = options.Model,
            Skipped = data.Skipped,
        };
    }

    /// <summary>The images to train on.</summary>
    /// <param name="options">What they are.</param>
    /// <param name="context">The run.</param>
    /// <param name="outOfDomain">Sets that the model is to be tested on; null for none.</param>
    public static EmbeddedDataset Load(
        TrainOptions options,
        RunContext context,
        IReadOnlyList<string>? outOfDomain = null
    )
    {
        var loader = new DataLoader(context);
        FurtherSets.CheckThere(options.ValidationOutOfDomain, options.Negatives, context.MaxFailures);
        FurtherSets.CheckUses(
            ("--negatives", options.Negatives),
            ("--validation-out-of-domain", options.ValidationOutOfDomain),
            ("--out-of-domain", outOfDomain ?? [])
        );
        FurtherSets.CheckElsewhere(options.Data, options.ValidationOutOfDomain);
        var data = loader.Load(
            options.Data,
            options.Embeddings,
            options.Labels,
            DataLoader.Reading(options.Reading, options.Classes),
            options.Corrections,
            dataset =>
            {
                CheckWeights(options, dataset);
                CheckPictures(options, dataset);
                CheckLearnable(options, dataset);
                FurtherSets.CheckApart(
                    dataset,
                    [.. options.Negatives, .. options.ValidationOutOfDomain, .. outOfDomain ?? []]
                );
                FurtherSets.CheckStrangers(dataset, options.ValidationOutOfDomain.Concat(outOfDomain ?? []));
                // What cannot be divided is told before it is embedded. Of ready embeddings the classes are taken later.
                if (options.Embeddings is null)
                    _ = Splitter.Divide(dataset, [.. dataset.Rows.Select(row => row.File)], options.Trainer.Heads.Seed);
            },
            options.Memory,
            options.Trainer.Heads.Seed
        );
        CopiedImages.Check(data.Dataset, data.Contents);
        return loader.WithNegatives(data, options.Negatives, options.Trainer.Heads.Seed);
    }

    // Images themselves are there, or are told as missing.
    private static void CheckPictures(TrainOptions options, ImageDataset dataset)
    {
        if (
            options is { KeepPictures: true, Embeddings: { } given }
            && dataset.Rows is [var first, ..]
            && !dataset.Rows.Any(row => File.Exists(row.Path))
        )
            throw new InvalidInputException(
                given,
                null,
                $"none of its images is there, such as {first.Path}, so that no picture can be kept. --images "
                    + "names the folder that holds them; else leave out --keep-pictures."
            );
    }

    private static void CheckWeights(TrainOptions options, ImageDataset dataset)
    {
        if (dataset.Kind != TargetKind.Classes && (options.Trainer.Heads.Balanced || options.ClassWeights is not null))
            throw new InvalidInputException(
                dataset.Source,
                null,
                "these images have label sets, which have no class weights; use --positive-weights."
            );
        // Of ready embeddings the classes are taken later.
        Weighted(
            options,
            options.Embeddings is null || options.Classes.Count == 0 ? dataset.LabelNames : options.Classes
        );
    }

    // The trainer asks for more, of the rows that it is given; this much is known before they are embedded.
    public static void CheckLearnable(TrainOptions options, ImageDataset dataset)
    {
        // Of ready embeddings the classes are taken later.
        if (
            options.Negatives.Count > 0
            || dataset.Rows.Count == 0
            || (options.Embeddings is not null && options.Classes.Count > 0)
        )
            return;
        CheckTrainingClasses(dataset);
        if (dataset.Rows[0].Group is { } group && dataset.Rows.All(row => row.Group == group))
            throw new InvalidInputException(
                dataset.Source,
                null,
                $"all images are of one group ('{group}'), and a group is never divided, so that none is left to test on. Give those "
                    + "that belong together a name of their own, or leave the column out: --ignore-columns group."
            );
        bool hasTwoStates = Enumerable
            .Range(0, dataset.LabelNames.Count)
            .Any(k =>
                dataset.Rows.Any(row => row.Labels[k] == LabelState.Present)
                && dataset.Rows.Any(row => row.Labels[k] == LabelState.Absent)
            );
        if (!hasTwoStates)
            throw new InvalidInputException(
                dataset.Source,
                null,
                dataset.Kind == TargetKind.Classes
                    ? InnerFolders.Advice(dataset) is { } inner
                        ? $"{inner} As it is, all images are of the one class '{dataset.LabelNames[0]}'."
                        : $"one class alone cannot be trained, as there is nothing to tell it from, and all images are of the "
                            + $"class '{dataset.LabelNames[0]}'. {InnerFolders.ByNames(dataset)}Add images of another class, or some "
                            + "without it by --negatives."
                    : dataset.Rows.Any(row => row.Labels.Contains(LabelState.Unknown))
                        ? "of no label both is known: images that have it and images that have it not. Blank and -1 are unknown; "
                            + "write 0 where a label is not there, or add images that show none of them with --negatives."
                        : "every label is on all images or on none, as far as is known, so there is nothing to learn. Add images with and "
                            + "without each label, or images that show none of them with --negatives."
            );
    }

    private static void CheckTrainingClasses(ImageDataset dataset)
    {
        var training = dataset.Rows.Where(row => row.Split == Split.Train).ToArray();
        if (dataset.Kind != TargetKind.Classes || training.Length == 0)
            return;
        var parts = Enumerable
            .Range(0, dataset.LabelNames.Count)
            .ToLookup(k => training.Any(row => row.Labels[k] == LabelState.Present), k => dataset.LabelNames[k]);
        string[] unlearnt = [.. parts[false]];
        if (unlearnt.Length == 0 || !parts[true].Any())
            return;
        throw new InvalidInputException(
            dataset.Source,
            null,
            $"the given splits leave no image to train on for {Counted.Of(unlearnt.Length, "class", "classes")}: "
                + $"{string.Join(", ", unlearnt.Take(MostNamed).Select(name => $"'{name}'"))}"
                + $"{(unlearnt.Length > MostNamed ? ", ..." : "")}. Put some of its images into 'train'"
                + (
                    !parts[true].Skip(1).Any() ? "."
                    : parts[true].Skip(MostNamed).Any() ? ", or leave it out: name the others with --classes."
                    : $", or leave it out: --classes {string.Join(',', parts[true])}."
                )
        );
    }

    public static IReadOnlyList<OutOfDomainSet> LoadOutside(TrainOptions options, RunContext context) =>
        [.. options.ValidationOutOfDomain.Select(new DataLoader(context).LoadOutOfDomain)];

    private static void CheckOutside(EmbeddedDataset data, IReadOnlyList<OutOfDomainSet> outside)
    {
        if (outside.Count == 0)
            return;
        var own = Contents(data.Embeddings).ToHashSet();
        foreach (var set in outside)
            if (Contents(set.Embeddings).Count(own.Contains) is > 0 and int same)
                throw new InvalidInputException(
                    $"{same} of {Counted.Of(set.Embeddings.Rows, "image")} of '{set.Name}' (--validation-out-of-domain) are "
                        + "images of the data, too, so they are not out of domain. Name images of another kind."
                );

        static IEnumerable<string> Contents(Numerics.Matrix rows) =>
            Enumerable.Range(0, rows.Rows).Select(i => EmbeddedDataset.ContentOf(rows.Row(i)));
    }

    public static Model Fit(
        TrainOptions options,
        EmbeddedDataset data,
        IReadOnlyList<OutOfDomainSet> outside,
        RunContext context
    )
    {
        CheckOutside(data, outside);
        string why = ModelTrainer.Reason(data.Dataset);
        if (data.Dataset is { Kind: TargetKind.Classes, LabelNames.Count: 1 })
            context.Log.Note(why);
        else
            context.Log.Losses(why);
        var splits = Splitter.Divide(data, options.Trainer.Heads.Seed);
        var backbone =
            options.Embeddings is not { } given ? context.Backbone.ToReference()
            : !EmbeddingParts.Are(given) ? BackboneFile.Read(given, data.Embeddings.Columns)
            : context.EmbeddedBy ?? new BackboneReference { Name = "unknown", Dimension = data.Embeddings.Columns };
        var trainer = new ModelTrainer(
            Weighted(options, data.Dataset.LabelNames),
            options.UseMLNetTrainers ? new MLNetHeads() : null
        );
        int fitted = splits.Rows(Split.Train).Length;
        if (options.Trainer.WayOf(data.Dataset) == FitWay.Cross)
            fitted += splits.Rows(Split.Validation).Length;
        var model = context.Step($"Training on {Counted.Of(fitted, "image")}", () => Trained(data, splits));
        var (made, test) = (model.Description, splits.Rows(Split.Test).Length);
        // What was asked for cannot always be done.
        if (made.CrossFolds > 0)
            context.Log.Crossed(
                made.TrainRows,
                made.Domain.OutOfFoldImages < made.TrainRows ? $"{made.Domain.OutOfFoldImages} of them" : "each",
                test
            );
        else
            context.Log.Divided(made.TrainRows, made.ValidationRows, test);
        model = LearningCurve.Add(model, data, splits, Trained, context);
        if (options.KeepPictures)
            model = context.Step("Making pictures of training images", () => WithPictures(model, data, context));
        Tell(model, context);
        return model;

        Model Trained(EmbeddedDataset rows, SplitResult uses) =>
            trainer.Fit(
                rows,
                uses,
                backbone,
                options.CreatedAt ?? DateTimeOffset.UtcNow,
                outside,
                cancellationToken: context.CancellationToken
            );
    }

    private static Model WithPictures(Model model, EmbeddedDataset data, RunContext context)
    {
        int found = 0;
        string? missing = null;
        var with = model.WithPictures(
            data,
            path =>
            {
                byte[]? picture = SmallPicture(path);
                if (picture is null)
                    missing ??= path;
                else
                    found++;
                return picture;
            }
        );
        if (found == 0)
            context.Log.Note(
                $"no picture of a training image could be kept, as none could be read, such as {missing}. --images names the folder "
                    + "that holds them."
            );
        return with;
    }

    private static byte[]? SmallPicture(string path)
    {
        try
        {
            return ImageLoader.CreateThumbnail(path, PictureSide, new ImageOptions());
        }
        // Embeddings may come without their images.
        catch (ImageException)
        {
            return null;
        }
    }

    private static TrainerOptions Weighted(TrainOptions options, IReadOnlyList<string> names)
    {
        var heads = options.Trainer.Heads;
        return options.Trainer with
        {
            Heads = heads with
            {
                ClassWeights =
                    NamedWeights.InOrder(options.ClassWeights, names, "--class-weights") ?? heads.ClassWeights,
                PositiveWeights =
                    NamedWeights.InOrder(options.PositiveWeights, names, "--positive-weights") ?? heads.PositiveWeights,
            },
        };
    }

    private static void Tell(string file, RunContext context)
    {
        context.Log.FolderOf(file);
        if (
            !Path.GetExtension(file).Equals(Extension, StringComparison.OrdinalIgnoreCase)
            && OutputPlace.Find(file).IsFile
        )
            context.Log.Note(
                $"the bundle will be called {Path.GetFileName(file)}; bundles are usually called *{Extension}."
            );
    }

    private static void Tell(Model model, RunContext context)
    {
        var description = model.Description;
        if (description.Softmax is { Path: { Count: > 0 } tried } softmax)
            context.Log.Lambda("softmax head", Number(softmax.L2), Tried(tried));
        if (description.Labels is { Path: { Count: > 0 } triedByLabels } labels)
            context.Log.Lambda("label heads", Number(labels.L2), Tried(triedByLabels));
        context.Log.DomainCheck(description.Domain.Why);
        var off = model.SwitchedOff();
        foreach (string sentence in off)
            context.Log.Off(sentence);
        foreach (
            string warning in description.Warnings.Where(x => !off.Any(o => o.EndsWith(x, StringComparison.Ordinal)))
        )
            context.Log.Note(warning);
        if (description.Sample is { Curve.Count: > 0 } sample)
            context.Log.Note(LearningCurve.Text(sample));
    }

    private static string Tried(IReadOnlyList<LambdaPoint> path) =>
        string.Join(
            ", ",
            path.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.L2:g3} (log-loss {p.LogLoss:0.0000})"))
        );

    private static string Number(double value) => value.ToString("g3", CultureInfo.InvariantCulture);
}
