using System.Text.Json;
using MlNetLabels.Metrics;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Metrics;

public sealed class SeparationTests
{
    // The figures are quotients of counts; only average precision adds up a few hundred of them.
    private const double Rounding = 1e-12;

    public static TheoryData<string, string> Scores()
    {
        var data = new TheoryData<string, string>();
        foreach (string set in new[] { "prints_people", "flowers_prints" })
        foreach (string score in new[] { "msp", "maxlogit", "energy", "gen", "knn", "mahalanobis", "vim" })
            data.Add(set, score);
        return data;
    }

    [Theory]
    [MemberData(nameof(Scores))]
    public void Measure_ReferenceScores_EqualsReference(string set, string score)
    {
        var reference = ReferenceFiles.Json("ood.json").GetProperty(set);
        AssertEqual(
            reference.GetProperty("metrics").GetProperty(score),
            reference.GetProperty("scores").GetProperty(score).Doubles(),
            reference.GetProperty("n_in").GetInt32()
        );
    }

    [Fact]
    public void Measure_JointEnergy_EqualsReference()
    {
        var reference = ReferenceFiles.Json("ood.json").GetProperty("joint_energy");
        AssertEqual(
            reference.GetProperty("metrics"),
            reference.GetProperty("scores").Doubles(),
            reference.GetProperty("n_in").GetInt32()
        );
    }

    [Fact]
    public void Measure_NoOutOfDomainImage_IsNullThroughout() =>
        Assert.Equal(new(null, null, null, null, null), Separation.Measure([1, 2], []));

    [Fact]
    public void Measure_PerfectScore_IsPerfectThroughout() =>
        Assert.Equal(new(1, 1, 1, 0, 0), Separation.Measure([1, 2], [3, 4]));

    private static void AssertEqual(JsonElement expected, double[] scores, int inDomain)
    {
        var actual = Separation.Measure(scores.AsSpan(0, inDomain), scores.AsSpan(inDomain));
        Assert.Equal(expected.GetProperty("auroc").GetDouble(), actual.Auroc!.Value, Rounding);
        Assert.Equal(expected.GetProperty("aupr_in").GetDouble(), actual.AuprIn!.Value, Rounding);
        Assert.Equal(expected.GetProperty("aupr_out").GetDouble(), actual.AuprOut!.Value, Rounding);
        Assert.Equal(expected.GetProperty("fpr95_ood_positive").GetDouble(), actual.Fpr95OutPositive!.Value, Rounding);
        Assert.Equal(expected.GetProperty("fpr95_in_positive").GetDouble(), actual.Fpr95InPositive!.Value, Rounding);
    }
}
