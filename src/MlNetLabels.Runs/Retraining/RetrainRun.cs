using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MlNetLabels.Calibration;
using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Reports;

namespace MlNetLabels.Runs.Retraining;

/// <summary>Read, embed what is new, divide, fit, judge, compare with the champion, decide, record.</summary>
internal static class RetrainRun
{
    // Less than half overnight is a disk that is not mounted, or a list that was cut off.
    private const double LeastShare = 0.5;

    public static RetrainResult Run(
        ProjectPlaces places,
        ProjectSettings settings,
        RetrainOptions options,
        RunContext context,
        KeptLog log
    )
    {
        var clock = Stopwatch.StartNew();
        var started = DateTimeOffset.UtcNow;
        var registry = new Registry(places);
        string? champion = registry.NumberOf(Registry.Champion);
        var before = champion is null ? null : RunFolder.Read(places, champion);
        var loader = new DataLoader(context);
        var training = Training(places, settings, options);
        FurtherSets.CheckThere(
            training.ValidationOutOfDomain.Concat(OutOfDomain(places, settings)),
            training.Negatives,
            context.MaxFailures
        );
        FurtherSets.CheckNames(OutOfDomain(places, settings));
        FurtherSets.CheckUses(
            ("negatives", training.Negatives),
            ("validationOutOfDomain", training.ValidationOutOfDomain),
            ("outOfDomain", OutOfDomain(places, settings))
        );
        var gates = ProjectFile.Gates(places.File, settings);
        var data = loader.Load(
            training.Data,
            null,
            null,
            training.Reading,
            training.Corrections,
            dataset =>
            {
                CheckLoss(before, dataset, options);
                if (gates is not null)
                    GateNeeds.Check(
                        gates,
                        dataset.Kind == TargetKind.Classes,
                        true,
                        settings.OutOfDomain.Count > 0,
                        true
                    );
                FurtherSets.CheckApart(
                    dataset,
                    [.. training.Negatives, .. training.ValidationOutOfDomain, .. OutOfDomain(places, settings)]
                );
                FurtherSets.CheckStrangers(
                    dataset,
                    training.ValidationOutOfDomain.Concat(OutOfDomain(places, settings))
                );
            }
        );
        data = loader.WithNegatives(data, training.Negatives, settings.Seed);
        var seen = SeenImages.Read(places.Seen);
        data = seen.Divide(data, settings.TestShare, settings.Seed, context.Log.Note);
        OutOfDomainSet[] sets = options.DryRun ? [] : [.. OutOfDomain(places, settings).Select(loader.LoadOutOfDomain)];
        var model = TrainRun.Fit(training, data, TrainRun.LoadOutside(training, context), context);
        if (options.DryRun)
            return new RetrainResult { DryRun = Plan(data, champion), SwitchedOff = model.SwitchedOff() };

        foreach (string half in RunFolder.RemoveHalves(places))
            context.Log.Note($"runs/{half} was left behind by a run that did not end, and was removed.");
        using var folder = RunFolder.Begin(places, registry.Read().Numbers);
        string bundle = Path.Combine(folder.Path, RunRecord.ModelName);
        model.Save(bundle);
        var (judged, evaluation) = ReportRun.Judge(
            new($"Run {folder.Number}", model, data, sets, settings.Seed, options.Command),
            new Dictionary<string, double> { ["embed and train"] = clock.Elapsed.TotalSeconds },
            context
        );
        if (gates is not null)
            judged = judged.WithGates(gates);
        var written = ReportRun.Write(judged, bundle, folder.Path, context);
        MarkdownReportWriter.Write(judged, Path.Combine(folder.Path, "report.md"));
        ProjectFile.Write(Path.Combine(folder.Path, ProjectFile.Name), settings);
        AtomicFile.WriteText(Path.Combine(folder.Path, DataManifest.FileName), DataManifest.Write(data));
        AtomicFile.WriteText(Path.Combine(folder.Path, KeptLog.FileName), log.ToString());

        var compared = before is null
            ? ChampionComparison.None
            : ChampionComparison.Make(
                before,
                model,
                (judged, evaluation),
                data,
                sets,
                OutOfDomain(places, settings),
                settings.Seed,
                context
            );
        var (promote, reason) = Decide(settings, written.FailedGates, before, compared);
        var record = new RunRecord
        {
            Number = folder.Number,
            StartedAt = started,
            Seconds = clock.Elapsed.TotalSeconds,
            Environment = new Dictionary<string, string>(ReportRun.Versions())
            {
                ["processors"] = $"{Environment.ProcessorCount} {RuntimeInformation.ProcessArchitecture}",
            },
            BundleSha256 = Sha256(bundle),
            DataSha256 = data.Sha256(),
            Images = data.Dataset.Rows.Count,
            TestImages = data.Dataset.Rows.Count(row => row.Split == Split.Test),
            Skipped = data.Skipped.Count,
            Names = data.Dataset.LabelNames,
            Changes = before is null
                ? null
                : DataManifest.Changes(Path.Combine(before.Folder, DataManifest.FileName), data),
            MainFigure = data.Dataset.Kind == TargetKind.Classes ? "accuracy" : "macroF1",
            MainValue = MainValue(judged, data.Dataset.Kind),
            SwitchedOff = judged.Summary.SwitchedOff,
            Headline = judged.Summary.Headline,
            Champion = champion,
            Figures = compared.Figures,
            Promoted = promote,
            Reason = reason,
            Folder = folder.Path,
        };
        return new RetrainResult
        {
            Run = Record(places, registry, folder, record, before, compared, seen, data, context),
            Report = judged,
        };
    }

    // The images first: whatever ends the process after that, none of them changes its use.
    private static RunRecord Record(
        ProjectPlaces places,
        Registry registry,
        RunFolder folder,
        RunRecord record,
        RunRecord? before,
        ChampionComparison compared,
        SeenImages seen,
        EmbeddedDataset data,
        RunContext context
    )
    {
        registry.Change(
            content =>
            {
                seen.Add(SeenImages.Read(places.Seen));
                seen.Add(data);
                AtomicFile.WriteText(places.Seen, seen.ToCsv());
                string? now = content.NumberOf(Registry.Champion);
                if (record.Promoted && now != record.Champion)
                    record = record with
                    {
                        Promoted = false,
                        Reason = $"run {now} became champion meanwhile, and this one was compared with another",
                    };
                if (before is not null)
                    ChangesFiles.Write(before, record, compared.Answers);
                folder.Complete(record);
                return content.After(record);
            },
            context.CancellationToken
        );
        return record;
    }

    private static (bool, string) Decide(
        ProjectSettings settings,
        IReadOnlyList<string> failedGates,
        RunRecord? before,
        ChampionComparison compared
    ) =>
        failedGates.Count > 0 ? (false, string.Join(" ", failedGates))
        : before is null && settings.Promotion != PromotionRule.Never ? (true, "the first run, and no gate failed")
        : compared.Apart is { } apart && settings.Promotion != PromotionRule.GatesOnly ? (false, apart)
        : Promotion.Decide(settings.Promotion, settings.Margin, compared.Figures);

    private static TrainOptions Training(ProjectPlaces places, ProjectSettings settings, RetrainOptions options) =>
        new()
        {
            Data = places.Resolve(settings.Data),
            Classes = settings.Classes,
            Corrections = settings.Corrections is { } file ? places.Resolve(file) : null,
            Negatives = [.. settings.Negatives.Select(places.Resolve)],
            ValidationOutOfDomain = [.. settings.ValidationOutOfDomain.Select(places.Resolve)],
            Backbone = places.ResolveBackbone(settings.Backbone),
            Trainer = new TrainerOptions
            {
                Heads = new HeadOptions
                {
                    L2 = settings.L2,
                    Balanced = settings.Balanced,
                    Seed = settings.Seed,
                    Threads = options.Embedding.Threads,
                },
                Threshold = ThresholdRule.Parse(settings.Threshold),
                RejectRate = settings.RejectRate,
                UnsureRate = settings.UnsureRate == 0 ? null : settings.UnsureRate,
                MissRate = settings.MissRate,
                DomainScore = settings.DomainScore,
            },
            Reading = DataLoader.Reading(
                new DatasetOptions
                {
                    Format = settings.DataFormat,
                    Images = settings.Images is { } folder ? places.Resolve(folder) : null,
                    FileColumn = settings.FileColumn,
                    LabelColumn = settings.LabelColumn,
                    LabelColumns = settings.LabelColumns,
                    IgnoreColumns = settings.IgnoreColumns,
                    OneClass = settings.OneClass,
                },
                settings.Classes
            ),
            Embedding = options.Embedding,
        };

    private static IReadOnlyList<string> OutOfDomain(ProjectPlaces places, ProjectSettings settings) =>
        [.. settings.OutOfDomain.Select(places.Resolve)];

    private static void CheckLoss(RunRecord? before, ImageDataset dataset, RetrainOptions options)
    {
        if (before is null || options.AcceptLoss)
            return;
        string[] gone = [.. before.Names.Except(dataset.LabelNames)];
        string? what =
            dataset.Rows.Count < LeastShare * before.Images
                ? $"there are {dataset.Rows.Count} images, but the champion's run had {before.Images}"
            : gone.Length > 0 ? $"no image has '{string.Join("', '", gone.Take(3))}' any more, which the champion knows"
            : null;
        if (what is not null)
            throw new InvalidInputException(
                dataset.Source,
                null,
                $"{what}. Nothing was trained. If that is meant, say so with --accept-loss."
            );
    }

    // The gates know each figure by its key.
    private static double? MainValue(EvaluationReport judged, TargetKind kind)
    {
        var asked = kind == TargetKind.Classes ? """{"minAccuracy": 0}"""u8 : """{"minMacroF1": 0}"""u8;
        return judged.WithGates(GatesFile.Parse(asked.ToArray(), "the main figure")).Gates[0].Value;
    }

    private static string Plan(EmbeddedDataset data, string? champion)
    {
        int test = data.Dataset.Rows.Count(row => row.Split == Split.Test);
        return $"Would train on {data.Dataset.Rows.Count - test} images and test on {test}, of "
            + $"{data.Dataset.LabelNames.Count} {(data.Dataset.Kind == TargetKind.Classes ? "classes" : "labels")}, and "
            + (champion is null ? "make the first champion" : $"compare with run {champion}")
            + ". Nothing was written.";
    }

    private static string Sha256(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
