using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Metrics;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Reports.Building;

/// <summary>Fills a report from an evaluation.</summary>
internal static class ReportContentBuilder
{
    /// <summary>Builds the report.</summary>
    /// <param name="input">What it is made from.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static ReportContent Build(ReportInput input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        var uses = RowUses.Find(input);
        // Those that small pictures matter to most come first, since there is room for so many only.
        var pictures = new SmallPictures(input.SmallPicture);
        var images = input.ResultsOnly ? null : new ImagesBuilder(input, uses, pictures).Build();
        var audit = input.ResultsOnly ? null : new AuditBuilder(input, uses, pictures, cancellationToken).Build();
        // The longest of all, beside the others from here on; it alone takes pictures now.
        var map = Task.Run(
            () => input.ResultsOnly ? null : new MapBuilder(input, uses, pictures, cancellationToken).Build(),
            cancellationToken
        );
        var (model, evaluation) = (input.Model.Description, input.Evaluation);
        double[] thresholds = [.. model.Labels?.Thresholds.Select(t => t.Threshold) ?? []];
        return new ReportContent
        {
            CreatedAt = input.CreatedAt,
            Title = input.Title,
            Task = TaskOf(model),
            Model = ModelBuilder.Build(input.Model),
            Data = DataBuilder.Build(input, uses),
            Heads = new HeadsReport
            {
                Softmax = evaluation.Softmax is { } s
                    ? HeadBuilder.Build(model.Softmax!.Validation, model.Softmax.OutOfFold, s.Metrics, s.Intervals)
                    : null,
                Labels = evaluation.Labels is { } l
                    ? HeadBuilder.Build(model.Labels!.Validation, model.Labels.OutOfFold, l.Metrics, l.Intervals)
                    : null,
            },
            Confidence = new PerHead<HeadConfidence>
            {
                Softmax = evaluation.Softmax is null
                    ? null
                    : Confident(evaluation, o => ConfidenceSummary.From(o.ClassProbabilities!, [])),
                Labels = evaluation.Labels is null
                    ? null
                    : Confident(evaluation, o => ConfidenceSummary.From(o.LabelProbabilities!, thresholds)),
            },
            SureOfOne = evaluation is { Softmax: not null, Labels: not null, Sets.Count: > 0 }
                ? SureOfOneOf(evaluation.Sets.Select(x => x.Outputs))
                : null,
            SureOfOneBySet = evaluation is { Softmax: not null, Labels: not null, Sets.Count: > 0 }
                ? evaluation.Sets.ToDictionary(x => x.Set.Name, x => SureOfOneOf([x.Outputs]))
                : null,
            OutOfDomain = evaluation.OutOfDomain,
            OutOfDomainMeans = OutOfDomainMean.Compute(evaluation.OutOfDomain),
            DomainCheck = DomainBuilder.Check(evaluation.Domain),
            Strangers = evaluation.Strangers.Count == 0 ? null : evaluation.Strangers,
            PredictionSets = evaluation.PredictionSets.Count == 0 ? null : evaluation.PredictionSets,
            Negatives = evaluation.Negatives.Count == 0 ? null : evaluation.Negatives,
            RiskCoverage = DomainBuilder.RiskCoverage(evaluation.RiskCoverage),
            RocCurves = DomainBuilder.Roc(evaluation.Scores),
            SideBySide = evaluation.Decisions,
            ThresholdCurves = evaluation.Labels is null ? null : CurvesBuilder.Thresholds(input),
            PrecisionRecallCurves = evaluation.Labels is null ? null : LabelsBuilder.PrecisionRecall(input),
            LabelSets = evaluation.Labels is null ? null : LabelsBuilder.Sets(input),
            Calibration = CurvesBuilder.Calibration(input),
            Images = images,
            EmbeddingMap = map.GetAwaiter().GetResult(),
            Audit = audit,
            SmallPictures = pictures.All.Count == 0 ? null : pictures.All,
            ImageResults = ImageResultsBuilder.Build(input),
            Engines = input.Engines.Count == 0 ? null : input.Engines,
            Timings = input.Timings,
            Provenance = new ProvenanceReport
            {
                Seed = input.Seed,
                Command = input.Command,
                Configuration = ConfigurationBuilder.Build(model),
                Versions = input.Versions,
                Hashes = Hashes(model),
            },
        };
    }

    /// <summary>What a model knows of itself: training facts and validation metrics, no test images.</summary>
    /// <param name="model">The model.</param>
    /// <param name="title">What the report is called.</param>
    public static ReportContent Build(Model model, string title)
    {
        ArgumentNullException.ThrowIfNull(model);
        var description = model.Description;
        return new ReportContent
        {
            CreatedAt = description.CreatedAt,
            Title = title,
            Task = TaskOf(description),
            Model = ModelBuilder.Build(model),
            Data = new DataReport
            {
                Source = description.Source,
                Rows = description.TrainRows + description.ValidationRows,
                Splits = new SplitSizes(description.TrainRows, description.ValidationRows, 0),
                CrossFolds = description.CrossFolds > 0 ? description.CrossFolds : null,
                Warnings = [HeldOutUse.Flatters(description), .. description.Warnings],
            },
            Heads = new HeadsReport
            {
                Softmax =
                    description.Softmax is { } s && (s.Validation ?? s.OutOfFold) is not null
                        ? new HeadReport<Metrics.MulticlassMetrics>
                        {
                            Validation = s.Validation,
                            OutOfFold = s.OutOfFold,
                        }
                        : null,
                Labels =
                    description.Labels is { } l && (l.Validation ?? l.OutOfFold) is not null
                        ? new HeadReport<Metrics.MultiLabelMetrics>
                        {
                            Validation = l.Validation,
                            OutOfFold = l.OutOfFold,
                        }
                        : null,
            },
            DomainCheck = DomainBuilder.Check(new(description.Domain, 0, 0, null, model.DomainWarning())),
            Provenance = new ProvenanceReport
            {
                Seed = description.Seed,
                Configuration = ConfigurationBuilder.Build(description),
                Versions = new Dictionary<string, string> { ["MlNetLabels"] = description.Producer },
                Hashes = Hashes(description),
            },
        };
    }

    /// <summary>Figures whose rows were not kept.</summary>
    /// <param name="model">The model.</param>
    /// <param name="title">What the report is called.</param>
    /// <param name="figures">What was found.</param>
    public static ReportContent Build(Model model, string title, StreamedFigures figures)
    {
        var (own, description) = (Build(model, title), model.Description);
        return own with
        {
            CreatedAt = DateTimeOffset.UtcNow,
            Data = own.Data with
            {
                Source = DataBuilder.Named(figures.Source),
                Rows = figures.Rows,
                Splits = own.Data.Splits with { Test = figures.TestRows },
                NotJudged = figures.NotJudged is { Count: > 0 } unknown ? unknown : null,
                Warnings = [.. description.Warnings, .. figures.Notes],
            },
            Heads = new HeadsReport
            {
                Softmax = figures.Softmax is null ? null : (own.Heads.Softmax ?? new()) with { Test = figures.Softmax },
                Labels = figures.Labels is null ? null : (own.Heads.Labels ?? new()) with { Test = figures.Labels },
            },
            DomainCheck = DomainBuilder.Check(
                new CoverageCheck(
                    description.Domain,
                    figures.TestRows,
                    0,
                    description.Domain.Cut is null || figures.TestRows == 0
                        ? null
                        : (double)figures.Accepted / figures.TestRows,
                    model.DomainWarning()
                )
            ),
            Timings = figures.Timings,
            Provenance = own.Provenance with { Command = figures.Command, Versions = figures.Versions },
        };
    }

    private static TaskReport TaskOf(ModelDescription model) =>
        new()
        {
            Kind = model.Kind == TargetKind.Classes ? "classes" : "labelSets",
            Losses = new PerHead<string>
            {
                Softmax = model.Softmax is null ? null : "cross-entropy on softmax",
                Labels = model.Labels is null ? null : "binary cross-entropy on one sigmoid per label",
            },
            Why = model.Losses,
        };

    private static HeadConfidence Confident(
        ModelEvaluation evaluation,
        Func<ModelOutputs, ConfidenceSummary> summarise
    ) =>
        new()
        {
            InDomain = summarise(evaluation.Outputs),
            OutOfDomain = evaluation.Sets.ToDictionary(s => s.Set.Name, s => summarise(s.Outputs)),
        };

    private static SureOfOne SureOfOneOf(IEnumerable<ModelOutputs> sets)
    {
        var pairs = McNemar.Compute(Sure(x => x.ClassProbabilities!), Sure(x => x.LabelProbabilities!));
        return new(pairs.OnlyFirst, pairs.OnlySecond);

        bool[] Sure(Func<ModelOutputs, Matrix> probabilities) =>
            [
                .. sets.SelectMany(x => ConfidenceSummary.LargestProbabilities(probabilities(x)))
                    .Select(p => p > Decisions.Sure),
            ];
    }

    private static Dictionary<string, string> Hashes(ModelDescription model)
    {
        var hashes = new Dictionary<string, string> { ["training data"] = model.DataSha256 };
        if (model.Backbone.Sha256 is { } backbone)
            hashes["backbone"] = backbone;
        return hashes;
    }
}
