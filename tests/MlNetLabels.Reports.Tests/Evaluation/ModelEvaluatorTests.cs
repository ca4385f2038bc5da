using MlNetLabels.Core.Tests.Models;
using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Reports.Tests.Evaluation;

public sealed class ModelEvaluatorTests
{
    private static readonly EmbeddedDataset s_unseen = Mixture.Classes(90, 5);

    [Fact]
    public void Evaluate_Decisions_AreWhatPredictionsSay()
    {
        var outside = Mixture.Outside(10);
        var evaluation = Evaluate(Set("outside", outside));
        Prediction[] inDomain = [.. Mixture.ClassModel.Predict(s_unseen.Embeddings)],
            outOfDomain = [.. Mixture.ClassModel.Predict(outside)];

        var alone = Row(evaluation, "softmax", guarded: false);
        Assert.Equal((90, 1.0), (alone.InDomain.Count, alone.InDomain.Accepted));
        Assert.Equal(inDomain.Index().Count(IsRight) / 90.0, alone.InDomain.CorrectOfAccepted);
        Assert.Equal(outOfDomain.Count(IsSure) / 10.0, alone.OutOfDomain["outside"].ConfidentWrong);
        Assert.Null(alone.OutOfDomain["outside"].CorrectOfAccepted);

        var guarded = Row(evaluation, "softmax", guarded: true);
        Assert.Equal(inDomain.Count(p => p.Verdict == Verdict.Class) / 90.0, guarded.InDomain.Accepted);
        Assert.Equal(
            outOfDomain.Count(p => p.Verdict == Verdict.Class) / 10.0,
            guarded.OutOfDomain["outside"].Accepted
        );
        Assert.Equal(
            outOfDomain.Count(p => p.Verdict == Verdict.Class && IsSure(p)) / 10.0,
            guarded.OutOfDomain["outside"].ConfidentWrong
        );

        var labels = Row(evaluation, "labels", guarded: false);
        Assert.Equal(inDomain.Count(p => p.Labels!.Any(l => l.Applies)) / 90.0, labels.InDomain.Accepted);

        static bool IsRight((int Index, Prediction Item) p) => p.Item.Class == $"class{p.Index % 3}";
        static bool IsSure(Prediction p) => p.Classes!.Max(c => c.Probability) > 0.9;
    }

    [Fact]
    public void Evaluate_UnsureImages_GetNoAnswerOfTheWholeModel()
    {
        // Strangers that look just like its own: some of these are called unsure, as of its own.
        var alike = Mixture.Classes(300, 9).Embeddings;
        Prediction[] answers = [.. Mixture.ClassModel.Predict(alike)];
        var found = Row(Evaluate(Set("alike", alike)), "softmax", guarded: true).OutOfDomain["alike"];

        Assert.Contains(answers, a => a.Verdict == Verdict.Unsure);
        Assert.Equal(answers.Count(a => a.Verdict == Verdict.Class) / 300.0, found.Accepted);
        Assert.Equal(
            answers.Count(a => a.Verdict == Verdict.Class && a.Classes!.Max(c => c.Probability) > 0.9) / 300.0,
            found.ConfidentWrong
        );
    }

    [Fact]
    public void Evaluate_SureLabelsOfAWrongSet_AreNoSureMistakesWhereTheyAreRight()
    {
        // Of images with both labels the second is said to be wrong, of those with the first alone to be missed.
        var data = Mixture.LabelSets(80, 5);
        var test = TestSet.FromRows(Mixture.LabelModel, data, [.. Enumerable.Range(0, 80)], []);
        var truth = test.Labels!;
        for (int i = 1; i < 80; i += 2)
            truth[i, 1] = i % 4 == 1 ? LabelState.Present : LabelState.Absent;
        Prediction[] answers = [.. Mixture.LabelModel.Predict(data.Embeddings)];
        var alone = Row(ModelEvaluator.Evaluate(Mixture.LabelModel, test, []), "labels", guarded: false);

        int wrong = answers.Index().Count(x => IsWrong(x) && HasSure(x)),
            surelyWrong = answers
                .Index()
                .Count(x =>
                    x.Item.Labels!.Index().Any(l => IsSure(l.Item) && truth[x.Index, l.Index] == LabelState.Absent)
                );
        Assert.InRange(surelyWrong, 1, wrong - 1);
        Assert.Equal(surelyWrong / 80.0, alone.InDomain.ConfidentWrong);

        bool IsWrong((int Index, Prediction Item) x) =>
            x.Item.Labels!.Index().Any(l => l.Item.Applies != (truth[x.Index, l.Index] == LabelState.Present));
        static bool HasSure((int Index, Prediction Item) x) => x.Item.Labels!.Any(IsSure);
        static bool IsSure(LabelProbability label) => label.Applies && label.Probability > 0.9;
    }

    [Fact]
    public void Evaluate_Strangers_AreAsManyAsVerdictsSay()
    {
        var outside = Mixture.Outside(10);
        var rows = Evaluate(Set("outside", outside)).Strangers;

        // Those rejected are beyond the second cut, too, and are not counted again.
        Assert.Contains(Mixture.ClassModel.Predict(outside), a => a.Domain.Rejected && a.NewClass!.Rejected);
        foreach (var (row, images) in rows.Zip([s_unseen.Embeddings, outside]))
        {
            Prediction[] answers = [.. Mixture.ClassModel.Predict(images)];
            Assert.Equal(Share(Verdict.Rejected), row.OtherKind);
            Assert.Equal(Share(Verdict.Unsure), row.Unsure);
            Assert.Equal(Share(Verdict.Rejected, Verdict.Unsure), row.Either);

            double Share(params Verdict[] of) => (double)answers.Count(a => of.Contains(a.Verdict)) / answers.Length;
        }
    }

    [Fact]
    public void Evaluate_FarOutside_IsToldApartByTheDecidingScore()
    {
        var evaluation = Evaluate(Set("outside", Mixture.Outside(10)));

        var decides = Assert.Single(
            evaluation.OutOfDomain,
            r => r.Score == Mixture.ClassModel.Description.Domain.Score
        );
        Assert.Equal((1, 1), (decides.Auroc, decides.Rejected));
    }

    [Fact]
    public void Evaluate_SetWithoutImages_IsUndefinedRatherThanZero()
    {
        var evaluation = Evaluate(Set("empty", new Matrix(0, Mixture.Dimension)));

        Assert.All(evaluation.OutOfDomain, r => Assert.Equal((null, null), (r.Auroc, r.Rejected)));
        Assert.Null(Row(evaluation, "softmax", guarded: false).OutOfDomain["empty"].Accepted);
    }

    [Fact]
    public void Evaluate_TwoSetsOfOneName_IsRefused() =>
        Assert.Contains(
            "'outside'",
            Assert
                .Throws<InvalidInputException>(() =>
                    Evaluate(Set("outside", Mixture.Outside(2)), Set("outside", Mixture.Outside(3)))
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Evaluate_SetOfAnotherDimension_IsRefused() =>
        Assert.Throws<InvalidInputException>(() => Evaluate(Set("other", new Matrix(2, 3))));

    [Fact]
    public void Evaluate_Twice_GivesTheSameFigures()
    {
        var first = Evaluate(Set("outside", Mixture.Outside(10)));
        var second = Evaluate(Set("outside", Mixture.Outside(10)));

        Assert.Equivalent(first.Softmax!.Value.Intervals, second.Softmax!.Value.Intervals, strict: true);
        Assert.Equal(first.OutOfDomain, second.OutOfDomain);
    }

    private static ModelEvaluation Evaluate(params OutOfDomainSet[] sets) =>
        ModelEvaluator.Evaluate(Mixture.ClassModel, TestSet.From(Mixture.ClassModel, s_unseen), sets);

    private static OutOfDomainSet Set(string name, Matrix embeddings) =>
        new()
        {
            Name = name,
            Files = [.. Enumerable.Range(0, embeddings.Rows).Select(i => $"{name}{i}")],
            Embeddings = embeddings,
        };

    private static DecisionRow Row(ModelEvaluation evaluation, string head, bool guarded) =>
        evaluation.Decisions.First(r => r.Head == head && r.DomainCheck is null != guarded);
}
