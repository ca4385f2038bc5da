using System.Numerics.Tensors;
using MlNetLabels.Data;
using MlNetLabels.Models;

namespace MlNetLabels.Evaluation;

/// <summary>
/// Compares softmax alone, labels alone, and each as the whole model lets it answer: how much is answered, and how often
/// surely wrong.
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
        foreach (bool isWhole in new[] { false, true })
        {
            if (test.Classes is { } classes)
                rows.Add(
                    Row(
                        Head.Softmax,
                        isWhole,
                        (o, isTest) => Outcome(o, isWhole, i => Softmax(o, i, isTest ? classes[i] : null))
                    )
                );
            if (test.Labels is { } labels)
                rows.Add(
                    Row(
                        Head.Labels,
                        isWhole,
                        (o, isTest) => Outcome(o, isWhole, i => Labels(o, i, thresholds, isTest ? labels : null))
                    )
                );
        }
        return rows;

        DecisionRow Row(string head, bool isWhole, Func<ModelOutputs, bool, DecisionOutcome> judge) =>
            new()
            {
                Head = head,
                DomainCheck = isWhole ? model.Description.Domain.Score : null,
                IsOff = isWhole && model.Description.Domain.Cut is null ? true : null,
                InDomain = judge(outputs, true),
                OutOfDomain = sets.ToDictionary(s => s.Set.Name, s => judge(s.Outputs, false)),
            };

        DecisionOutcome Outcome(ModelOutputs images, bool isWhole, Func<int, Answer> answer) =>
            Count(images.Rows, answer, i => !isWhole || IsAnswered(images, i));

        // Not where it is rejected or unsure, and of a classifier with negatives not where it says none.
        bool IsAnswered(ModelOutputs images, int row) =>
            model.Predict(images, row).Verdict is Verdict.Class or Verdict.Labels;
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
                .Select(a => a.IsGiven && a.Wrong > Sure),
        ];
    }

    private static DecisionOutcome Count(int count, Func<int, Answer> answer, Func<int, bool> isAnswered)
    {
        int accepted = 0,
            right = 0,
            confidentWrong = 0;
        bool hasTruth = false;
        for (int i = 0; i < count; i++)
        {
            var (isGiven, isRight, wrong) = answer(i);
            hasTruth |= isRight is not null;
            if (!isGiven || !isAnswered(i))
                continue;
            accepted++;
            if (isRight == true)
                right++;
            else if (wrong > Sure)
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
        return new Answer(true, truth is null ? null : truth == top, truth == top ? 0 : probabilities[top]);
    }

    private static Answer Labels(ModelOutputs outputs, int row, double[] thresholds, LabelMatrix? truth)
    {
        var probabilities = outputs.LabelProbabilities!.Row(row);
        bool isGiven = false,
            isRight = true;
        double wrong = 0;
        for (int k = 0; k < probabilities.Length; k++)
        {
            bool applies = probabilities[k] >= thresholds[k];
            isGiven |= applies;
            isRight &=
                truth is null
                || truth[row, k] == LabelState.Unknown
                || applies == (truth[row, k] == LabelState.Present);
            // Of a set that is not right, other labels may be: sure of these is no fault.
            if (applies && (truth is null || truth[row, k] == LabelState.Absent))
                wrong = Math.Max(wrong, probabilities[k]);
        }
        return new Answer(isGiven, truth is null ? null : isRight, wrong);
    }

    // IsRight is null out of domain, where every answer is wrong; Wrong is the largest probability of a class or label
    // that is given and is not right, 0 for none.
    private readonly record struct Answer(bool IsGiven, bool? IsRight, double Wrong);
}
