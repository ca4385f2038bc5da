using MlNetLabels.Evaluation;
using MlNetLabels.Models;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Core.Tests.OutOfDomain;

public class ScoreChoiceTests
{
    [Fact]
    public void Fit_NoValidationOutOfDomain_TakesTheDefaultAndSaysSo()
    {
        var domain = TestModels.Train(TestModels.Data()).Manifest.Domain;

        Assert.Equal(OutOfDomainScorers.Default, domain.Decider);
        Assert.Null(domain.Choice);
        Assert.Contains("default", domain.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_AllScoresAreEqual_TakesTheDefault()
    {
        var domain = TestModels
            .Train(TestModels.Data(), TestModels.Outside("far", TestModels.Cloud(40, 5, 60, 3)))
            .Manifest.Domain;

        Assert.Equal(1, domain.Choice!.Auroc[OutOfDomainScorers.Default]);
        Assert.Equal(OutOfDomainScorers.Default, domain.Decider);
    }

    [Fact]
    public void Fit_AnotherScoreIsBetter_TakesTheBestOfAll()
    {
        // Between two classes: near for every distance, unsure for the heads.
        var between = TestModels.Cloud(60, 0, 3, 3);
        for (int i = 0; i < between.Rows; i++)
            between[i, 1] += 3;

        var domain = TestModels.Train(TestModels.Data(), TestModels.Outside("between", between)).Manifest.Domain;

        double best = domain.Choice!.Auroc.Values.Max();
        Assert.Equal(best, domain.Choice.Auroc[domain.Decider]);
        Assert.True(best > domain.Choice.Auroc["residual"]);
        Assert.Contains(domain.Decider, domain.Why, StringComparison.Ordinal);
        Assert.Equal(60, domain.Choice.Images);
    }

    [Fact]
    public void Fit_TwoSets_EachCountsTheSameWhateverItsSize()
    {
        var (far, near) = (TestModels.Cloud(5, 5, 60, 3), TestModels.Cloud(200, 0, 6, 4));

        double Auroc(params OutOfDomainSet[] sets) =>
            TestModels.Train(TestModels.Data(), sets).Manifest.Domain.Choice!.Auroc["mahalanobis"];
        double both = Auroc(TestModels.Outside("far", far), TestModels.Outside("near", near));

        Assert.Equal((Auroc(TestModels.Outside("far", far)) + Auroc(TestModels.Outside("near", near))) / 2, both, 12);
    }

    [Fact]
    public void Evaluate_SetThatChoseTheScore_IsNotJudgedOn()
    {
        var (seen, unseen) = (TestModels.Cloud(20, 5, 60, 3), TestModels.Cloud(20, 5, 60, 4));
        var data = TestModels.Data();
        var model = TestModels.Train(data, TestModels.Outside("seen", seen));

        var evaluation = ModelEvaluator.Evaluate(
            model,
            TestSet(model, data),
            [TestModels.Outside("seen", seen), TestModels.Outside("mixed", seen.Append(unseen))],
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal(["mixed"], evaluation.Sets.Select(s => s.Set.Name));
        Assert.Equal(20, evaluation.Sets[0].Outputs.Rows);
        Assert.Equal(2, evaluation.Notes.Count);
    }

    [Fact]
    public void Evaluate_EveryScore_IsJudgedAtACutOfItsOwn()
    {
        var data = TestModels.Data();
        var model = TestModels.Train(data);

        var evaluation = ModelEvaluator.Evaluate(
            model,
            TestSet(model, data),
            [TestModels.Outside("far", TestModels.Cloud(30, 5, 60, 3))],
            cancellationToken: TestContext.Current.CancellationToken
        );

        foreach (var result in evaluation.OutOfDomain)
        {
            double cut = model.Manifest.Domain.Scores.Single(s => s.Name == result.Score).Cut!.Value;
            double[] scores = evaluation.Scores.Single(s => s.Score == result.Score).OutOfDomain["far"];
            Assert.Equal(scores.Average(s => s > cut ? 1.0 : 0), result.Rejected);
            Assert.InRange(result.ConfidentAccepted!.Value, 0, 1 - result.Rejected!.Value);
        }
        Assert.Equal(1, evaluation.OutOfDomain.Single(r => r.Score == model.Manifest.Domain.Decider).Rejected);
    }

    [Fact]
    public void Means_NearAndFarSets_AreTakenApartAndTogether()
    {
        OutOfDomainResult Result(string set, string? distance, double auroc) =>
            new()
            {
                Set = set,
                Distance = distance,
                Head = "embedding",
                Score = "vim",
                Auroc = auroc,
            };

        var means = OutOfDomainMean.Of([
            Result("a", "near", 0.5),
            Result("b", "near", 0.7),
            Result("c", "far", 0.9),
            Result("d", "far", 1),
        ]);

        Assert.Equal(
            [("near", 2, 0.6), ("far", 2, 0.95), ("all", 4, 0.775)],
            means.Select(m => (m.Over, m.Sets, Math.Round(m.Auroc!.Value, 12)))
        );
        Assert.Empty(OutOfDomainMean.Of([Result("a", "near", 0.5)]));
    }

    private static MlNetLabels.Evaluation.TestSet TestSet(Model model, MlNetLabels.Data.EmbeddedDataset data) =>
        MlNetLabels.Evaluation.TestSet.From(model, data);
}
