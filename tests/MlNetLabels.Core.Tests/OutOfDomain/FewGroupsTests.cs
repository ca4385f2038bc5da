using MlNetLabels.Models;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Core.Tests.OutOfDomain;

public class FewGroupsTests
{
    [Fact]
    public void OrByImage_TooFewGroups_IsTheCutWithoutGroups()
    {
        double[] scores = [.. Enumerable.Range(1, 40).Select(i => (double)i)];

        var cut = ConformalCut.Fit(scores, 0.1, [.. scores.Select((_, i) => i % 3)]).OrByImage();

        Assert.Equal(ConformalCut.Fit(scores, 0.1).Cut, cut.Cut);
        Assert.Equal(ConformalCut.Fit(scores, 0.1).PValue(37), cut.PValue(37));
        Assert.False(cut.IsByGroup);
    }

    [Fact]
    public void OrByImage_EnoughGroups_StaysByGroup()
    {
        var cut = ConformalCut.Fit(
            [.. Enumerable.Range(1, 40).Select(i => (double)i)],
            0.1,
            [.. Enumerable.Range(0, 40).Select(i => i / 2)]
        );

        Assert.Same(cut, cut.OrByImage());
        Assert.True(cut.IsByGroup);
    }

    [Fact]
    public void ValidationCoverage_GroupsOfUnequalSize_CountAlike()
    {
        // Group 1: scores 1, 2, 3, 9; groups 2 to 4: 4, 5, 6. At alpha 0.4 a weight of 0.4 x 5 - 1 = 1 may lie above: 6
        // does not.
        var cut = ConformalCut.Fit([1, 2, 3, 9, 4, 5, 6], 0.4, [1, 1, 1, 1, 2, 3, 4]);

        double expected = (cut.Accepts(9) ? 1 : 0.75) + new[] { 4, 5, 6 }.Count(s => cut.Accepts(s));
        Assert.Equal(expected / 4, cut.ValidationCoverage);
        Assert.InRange(cut.ValidationCoverage!.Value, 0.6, 0.99);
        Assert.Null(ConformalCut.Fit([]).ValidationCoverage);
    }

    [Fact]
    public void Train_TwoGroupsInValidation_StillRejectsAndWarns()
    {
        var model = TestModels.Train(TestModels.Data(groups: 10));

        Assert.Equal(Verdict.Rejected, model.Predict(TestModels.Cloud(1, 5, 60, 3).Row(0)).Verdict);
        Assert.Contains("new groups", Assert.Single(model.Manifest.Training.Warnings), StringComparison.Ordinal);
        Assert.False(model.Manifest.Domain.Used!.ByGroup);
        Assert.True(model.Manifest.Domain.Used.Groups < 19);
        Assert.NotNull(model.Manifest.Domain.Used.Cut);
    }

    [Fact]
    public void Train_NoGroups_DoesNotWarn()
    {
        var model = TestModels.Train(TestModels.Data());

        Assert.Empty(model.Manifest.Training.Warnings);
        Assert.Null(model.DomainWarning());
        Assert.InRange(model.Manifest.Domain.Used!.ValidationCoverage!.Value, 0.95, 1);
    }

    [Fact]
    public void Predict_RateThatGroupsCanPromise_CountsGroups()
    {
        var model = TestModels.Train(TestModels.Data(groups: 10));
        double possible = 1.0 / (model.Manifest.Domain.Used!.Groups + 1);

        Assert.Null(model.DomainWarning(possible));
        Assert.Contains("new groups", model.DomainWarning(possible / 2), StringComparison.Ordinal);
    }
}
