using MlNetLabels.Evaluation;
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
}
