using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Models;

namespace MlNetLabels.Reports.Building;

/// <summary>Fills a report from an evaluation.</summary>
public static class ReportBuilder
{
    /// <summary>Builds the report.</summary>
    public static EvaluationReport Build(ReportInput input)
    {
        var (model, evaluation) = (input.Model.Manifest, input.Evaluation);
        double[] thresholds = [.. model.Labels?.Thresholds.Select(t => t.Threshold) ?? []];
        return new EvaluationReport
        {
            CreatedAt = input.CreatedAt,
            Title = input.Title,
            Task = new TaskReport
            {
                Kind = model.Kind == TargetKind.Classes ? "classes" : "labelSets",
                Losses = new PerHead<string> { Softmax = model.Softmax is null ? null : "cross-entropy on softmax", Labels = model.Labels is null ? null : "binary cross-entropy on one sigmoid a label" },
                Why = model.Training.Losses,
            },
            Model = ModelPart.Of(input.Model),
            Data = DataPart.Of(input),
            Heads = new HeadsReport
            {
                Softmax = evaluation.Softmax is { } s ? HeadPart.Of(model.Softmax!.Validation, s.Metrics, s.Intervals) : null,
                Labels = evaluation.Labels is { } l ? HeadPart.Of(model.Labels!.Validation, l.Metrics, l.Intervals) : null,
            },
            Confidence = new PerHead<HeadConfidence>
            {
                Softmax = evaluation.Softmax is null ? null : Confident(evaluation, o => Confidence.Summarise(o.ClassProbabilities!, [])),
                Labels = evaluation.Labels is null ? null : Confident(evaluation, o => Confidence.Summarise(o.LabelProbabilities!, thresholds)),
            },
            OutOfDomain = evaluation.OutOfDomain,
            OutOfDomainMeans = OutOfDomainMean.Of(evaluation.OutOfDomain),
            DomainCheck = DomainPart.Check(evaluation.Domain),
            Negatives = evaluation.Negatives.Count == 0 ? null : evaluation.Negatives,
            RiskCoverage = DomainPart.RiskCoverage(evaluation.RiskCoverage),
            RocCurves = DomainPart.Roc(evaluation.Scores),
            SideBySide = evaluation.Decisions,
            ThresholdCurves = evaluation.Labels is null ? null : CurvePart.Thresholds(input),
            Calibration = CurvePart.Calibration(input),
            Images = new ImagePart(input).Build(),
            Timings = input.Timings,
            Provenance = new ProvenanceReport
            {
                Seed = input.Seed,
                Command = input.Command,
                Versions = input.Versions,
                Hashes = Hashes(model),
            },
        };
    }

    private static HeadConfidence Confident(ModelEvaluation evaluation, Func<ModelOutputs, ConfidenceSummary> summarise) => new()
    {
        InDomain = summarise(evaluation.Outputs),
        OutOfDomain = evaluation.Sets.ToDictionary(s => s.Set.Name, s => summarise(s.Outputs)),
    };

    private static Dictionary<string, string> Hashes(ModelManifest model)
    {
        var hashes = new Dictionary<string, string> { ["training data"] = model.Training.DataSha256 };
        if (model.Backbone.Sha256 is { } backbone) hashes["backbone"] = backbone;
        return hashes;
    }
}
