using MlNetLabels.Core.Tests.OutOfDomain;
using MlNetLabels.Evaluation;

namespace MlNetLabels.Reports.Tests.Evaluation;

public class OutOfDomainEvaluationTests
{
    [Fact]
    public void Evaluate_SetThatChoseTheScore_IsNotJudgedOn()
    {
        var (seen, unseen) = (TestModels.Cloud(20, 5, 60, 3), TestModels.Cloud(20, 5, 60, 4));
        var data = TestModels.Data();
        var model = TestModels.Train(data, TestModels.Outside("seen", seen));

        var evaluation = ModelEvaluator.Evaluate(
            model,
            TestSet.From(model, data),
            [TestModels.Outside("mixed", seen.Append(unseen))],
            cancellationToken: TestContext.Current.CancellationToken
        );
        var refused = Assert.Throws<InvalidInputException>(() =>
            ModelEvaluator.Evaluate(
                model,
                TestSet.From(model, data),
                [TestModels.Outside("seen", seen)],
                cancellationToken: TestContext.Current.CancellationToken
            )
        );

        Assert.Equal(["mixed"], evaluation.Sets.Select(s => s.Set.Name));
        Assert.Equal(20, evaluation.Sets[0].Outputs.Rows);
        Assert.Single(evaluation.Notes);
        Assert.StartsWith("all 20 images of the out-of-domain set 'seen'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_EveryScore_IsJudgedAtACutOfItsOwn()
    {
        var data = TestModels.Data();
        var model = TestModels.Train(data);

        var evaluation = ModelEvaluator.Evaluate(
            model,
            TestSet.From(model, data),
            [TestModels.Outside("far", TestModels.Cloud(30, 5, 60, 3))],
            cancellationToken: TestContext.Current.CancellationToken
        );

        foreach (var result in evaluation.OutOfDomain)
        {
            double cut = model.Description.Domain.Cuts[result.Score]!.Value;
            double[] scores = evaluation.Scores.Single(s => s.Score == result.Score).OutOfDomain["far"];
            Assert.Equal(scores.Average(s => s > cut ? 1.0 : 0), result.Rejected);
            Assert.InRange(result.ConfidentAccepted!.Value, 0, 1 - result.Rejected!.Value);
        }
        Assert.Equal(1, evaluation.OutOfDomain.Single(r => r.Score == model.Description.Domain.Score).Rejected);
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

        var means = OutOfDomainMean.Compute([
            Result("a", "near", 0.5),
            Result("b", "near", 0.7),
            Result("c", "far", 0.9),
            Result("d", "far", 1),
        ]);

        Assert.Equal(
            [("near", 2, 0.6), ("far", 2, 0.95), ("all", 4, 0.775)],
            means.Select(m => (m.Over, m.Sets, Math.Round(m.Auroc!.Value, 12)))
        );
        Assert.Empty(OutOfDomainMean.Compute([Result("a", "near", 0.5)]));
    }

    [Fact]
    public void Evaluate_Negatives_ShowsBothHeadsOfLabels()
    {
        var data = TestModels.Data().WithKnownNegatives(TestModels.Nothing());
        var model = TestModels.Train(data);
        var test = TestSet.From(model, data);
        var evaluation = ModelEvaluator.Evaluate(
            model,
            test,
            [TestModels.Outside("far", TestModels.Cloud(30, 5, 60, 3))],
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal(["known negatives", "in domain", "far"], evaluation.Negatives.Select(n => n.Set));
        var negatives = evaluation.Negatives[0];
        Assert.Equal(12, negatives.Count);
        Assert.Equal(1, negatives.NoneWith);
        Assert.True(negatives.NoneWith >= negatives.NoneWithout);
        // Twelve negatives count as in-domain beside the 36 test images of a class.
        Assert.Equal((36, 48), (evaluation.Outputs.Rows, evaluation.Domain.TestImages));
    }
}
