using MlNetLabels.Calibration;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Evaluation;

/// <summary>Shows what known negatives did for the label heads.</summary>
internal static class Negatives
{
    public const string Known = "known negatives",
        InDomain = "in domain";

    public static IReadOnlyList<NegativesResult> Compare(
        Model model,
        ModelOutputs? negatives,
        ModelOutputs test,
        IEnumerable<(OutOfDomainSet Set, ModelOutputs Outputs)> sets
    )
    {
        if (model.Description.LabelsWithoutNegatives is not { } without)
            return [];
        (string Name, ModelOutputs Outputs)[] all =
        [
            .. negatives is null ? Array.Empty<(string, ModelOutputs)>() : [(Known, negatives)],
            (InDomain, test),
            .. sets.Select(s => (s.Set.Name, s.Outputs)),
        ];
        return
        [
            .. all.Select(x =>
            {
                var verdicts = Enumerable
                    .Range(0, x.Outputs.Rows)
                    .Select(i => model.Predict(x.Outputs, i).Verdict)
                    .ToArray();
                return new NegativesResult
                {
                    Set = x.Name,
                    Count = x.Outputs.Rows,
                    NoneWith = None(x.Outputs.LabelProbabilities!, model.Description.Labels!.Thresholds),
                    NoneWithout = None(model.LabelProbabilitiesWithoutNegatives(x.Outputs)!, without.Thresholds),
                    SoftmaxAbove90 = x.Outputs.ClassProbabilities is { } classes
                        ? ConfidenceSummary.From(classes, []).ShareAbove90
                        : null,
                    VerdictNone = Share(verdicts, Verdict.None),
                    VerdictRejected = Share(verdicts, Verdict.Rejected),
                };
            }),
        ];
    }

    private static double? None(Matrix probabilities, IReadOnlyList<ThresholdChoice> thresholds) =>
        ConfidenceSummary.From(probabilities, [.. thresholds.Select(t => t.Threshold)]).ShareNone;

    private static double? Share(Verdict[] verdicts, Verdict wanted) =>
        verdicts.Length == 0 ? null : (double)verdicts.Count(v => v == wanted) / verdicts.Length;
}
