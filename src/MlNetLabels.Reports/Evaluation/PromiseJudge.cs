using MlNetLabels.Data;
using MlNetLabels.Metrics;
using MlNetLabels.Models;

namespace MlNetLabels.Evaluation;

/// <summary>Holds both questions of a domain check and prediction sets against what they promise.</summary>
internal static class PromiseJudge
{
    /// <summary>In-domain test images and every out-of-domain set, by both questions.</summary>
    public static IReadOnlyList<StrangersRow> Strangers(
        Model model,
        ModelOutputs test,
        IReadOnlyList<(OutOfDomainSet Set, ModelOutputs Outputs)> sets
    ) =>
        model.Description.Domain.NewClass is null
            ? []
            :
            [
                Row(model, Negatives.InDomain, null, test, test),
                .. sets.Select(s => Row(model, s.Set.Name, s.Set.Distance, s.Outputs, test)),
            ];

    private static StrangersRow Row(Model model, string name, string? distance, ModelOutputs images, ModelOutputs test)
    {
        var (kind, newClass) = (model.DomainCut(), model.NewClassCut!);
        bool[] isOther = [.. images.DomainScores.Select(s => !kind.Accepts(s))],
            // As verdicts have it: of another kind comes first.
            isUnsure = [.. images.NewClassScores!.Zip(isOther, (s, other) => !other && !newClass.Accepts(s))];
        bool isTest = ReferenceEquals(images, test);
        return new()
        {
            Set = name,
            Distance = distance,
            Count = images.Rows,
            OtherKind = double.IsFinite(kind.Cut) ? Share(isOther) : null,
            Unsure = double.IsFinite(newClass.Cut) ? Share(isUnsure) : null,
            Either =
                double.IsFinite(kind.Cut) || double.IsFinite(newClass.Cut)
                    ? Share([.. isOther.Zip(isUnsure, (a, b) => a || b)])
                    : null,
            OtherKindAuroc = isTest ? null : Separation.Measure(test.DomainScores, images.DomainScores).Auroc,
            UnsureAuroc = isTest ? null : Separation.Measure(test.NewClassScores!, images.NewClassScores!).Auroc,
        };
    }

    /// <summary>Prediction sets of the heads that have truth.</summary>
    public static IReadOnlyList<SetsRow> Sets(Model model, TestSet test, ModelOutputs outputs)
    {
        Prediction[] answers = [.. Enumerable.Range(0, outputs.Rows).Select(i => model.Predict(outputs, i))];
        var rows = new List<SetsRow>();
        if (test.Classes is { } classes && model.Description.Softmax is { MissRate: { } missRate } softmax)
            rows.Add(
                new()
                {
                    Head = Decisions.Head.Softmax,
                    MissRate = missRate,
                    Count = answers.Length,
                    Missing = Share([.. answers.Select((a, i) => !a.ClassSet!.Contains(softmax.Classes[classes[i]]))]),
                    MeanSize = answers.Length == 0 ? null : answers.Average(a => a.ClassSet!.Count),
                    IsOff = softmax.ClassesInEverySet.Count == softmax.Classes.Count ? true : null,
                    OwnPromise = softmax.ClassesWithOwnPromise,
                }
            );
        if (test.Labels is { } truth && model.Description.Labels is { MissRate: { } rate } labels)
        {
            var has = Enumerable
                .Range(0, truth.Rows)
                .Select(i =>
                    (
                        Own: labels.Names.Where((_, k) => truth[i, k] == LabelState.Present).ToArray(),
                        Set: answers[i].LabelSet!
                    )
                )
                .Where(x => x.Own.Length > 0)
                .ToArray();
            rows.Add(
                new()
                {
                    Head = Decisions.Head.Labels,
                    IsOff = labels.IsEverySetFull ? true : null,
                    MissRate = rate,
                    Count = has.Length,
                    Missing =
                        has.Length == 0 ? null : has.Average(x => (double)x.Own.Except(x.Set).Count() / x.Own.Length),
                    MeanSize = answers.Length == 0 ? null : answers.Average(a => a.LabelSet!.Count),
                }
            );
        }
        return rows;
    }

    private static double? Share(bool[] values) =>
        values.Length == 0 ? null : (double)values.Count(v => v) / values.Length;
}
