using System.Numerics.Tensors;
using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Evaluation;

/// <summary>
/// Compares softmax alone, labels alone, and each behind the domain check: what is answered, and how often surely
/// wrong.
/// </summary>
internal static class Decisions
{
    /// <summary>A probability above this is a sure one.</summary>
    public const double Sure = 0.9;

    /// <summary>The heads' names in reports.</summary>
    internal static class Head
    {
        public const string Softmax = "softmax",
            Labels = "labels";
    }

    public static IReadOnlyList<DecisionRow> Compare(
        Model model,
        TestSet test,
        ModelOutputs outputs,
        IReadOnlyList<(OutOfDomainSet Set, ModelOutputs Outputs)> sets
    )
    {
        double[] thresholds = [.. model.Description.Labels?.Thresholds.Select(t => t.Threshold) ?? []];
        var rows = new List<DecisionRow>();
        foreach (var cut in new[] { null, model.DomainCut() })
        {
            if (test.Classes is { } classes)
                rows.Add(
                    Row(
                        Head.Softmax,
                        cut,
                        (o, isTest) => Outcome(o, cut, i => Softmax(o, i, isTest ? classes[i] : null))
                    )
                );
            if (test.Labels is { } labels)
                rows.Add(
                    Row(
                        Head.Labels,
                        cut,
                        (o, isTest) => Outcome(o, cut, i => Labels(o, i, thresholds, isTest ? labels : null))
                    )
                );
        }
        return rows;

        DecisionRow Row(string head, ConformalCut? cut, Func<ModelOutputs, bool, DecisionOutcome> judge) =>
            new()
            {
                Head = head,
                DomainCheck = cut is null ? null : model.Description.Domain.Score,
                InDomain = judge(outputs, true),
                OutOfDomain = sets.ToDictionary(s => s.Set.Name, s => judge(s.Outputs, false)),
            };
    }

    /// <summary>
    /// Whether each in-domain image is answered wrongly: another class, or a label set that is not right as a whole.
    /// </summary>
    public static bool[] Wrong(Model model, TestSet test, ModelOutputs outputs, string head)
    {
        double[] thresholds = [.. model.Description.Labels?.Thresholds.Select(t => t.Threshold) ?? []];
        return
        [
            .. Enumerable
                .Range(0, outputs.Rows)
                .Select(i =>
                    (
                        head == Head.Softmax
                            ? Softmax(outputs, i, test.Classes![i])
                            : Labels(outputs, i, thresholds, test.Labels)
                    ).IsRight == false
                ),
        ];
    }

    /// <summary>Whether each out-of-domain image gets an answer with a probability above 0.9.</summary>
    public static bool[] SurelyAnswered(Model model, ModelOutputs outputs, string head)
    {
        double[] thresholds = [.. model.Description.Labels?.Thresholds.Select(t => t.Threshold) ?? []];
        return
        [
            .. Enumerable
                .Range(0, outputs.Rows)
                .Select(i => head == Head.Softmax ? Softmax(outputs, i, null) : Labels(outputs, i, thresholds, null))
                .Select(a => a.IsGiven && a.Confidence > Sure),
        ];
    }

    private static DecisionOutcome Outcome(ModelOutputs outputs, ConformalCut? cut, Func<int, Answer> answer)
    {
        int count = outputs.Rows,
            accepted = 0,
            right = 0,
            confidentWrong = 0;
        bool hasTruth = false;
        for (int i = 0; i < count; i++)
        {
            var (isGiven, isRight, confidence) = answer(i);
            hasTruth |= isRight is not null;
            if (!isGiven || cut?.Accepts(outputs.DomainScores[i]) == false)
                continue;
            accepted++;
            if (isRight == true)
                right++;
            else if (confidence > Sure)
                confidentWrong++;
        }
        return new DecisionOutcome
        {
            Count = count,
            Accepted = count == 0 ? null : (double)accepted / count,
            CorrectOfAccepted = hasTruth && accepted > 0 ? (double)right / accepted : null,
            ConfidentWrong = count == 0 ? null : (double)confidentWrong / count,
        };
    }

    private static Answer Softmax(ModelOutputs outputs, int row, int? truth)
    {
        var probabilities = outputs.ClassProbabilities!.Row(row);
        int top = TensorPrimitives.IndexOfMax<float>(probabilities);
        return new Answer(true, truth is null ? null : truth == top, probabilities[top]);
    }

    private static Answer Labels(ModelOutputs outputs, int row, double[] thresholds, LabelMatrix? truth)
    {
        var probabilities = outputs.LabelProbabilities!.Row(row);
        bool isGiven = false,
            isRight = true;
        for (int k = 0; k < probabilities.Length; k++)
        {
            bool applies = probabilities[k] >= thresholds[k];
            isGiven |= applies;
            isRight &=
                truth is null
                || truth[row, k] == LabelState.Unknown
                || applies == (truth[row, k] == LabelState.Present);
        }
        return new Answer(isGiven, truth is null ? null : isRight, TensorPrimitives.Max<float>(probabilities));
    }

    // IsRight is null out of domain, where every answer is wrong.
    private readonly record struct Answer(bool IsGiven, bool? IsRight, double Confidence);
}
