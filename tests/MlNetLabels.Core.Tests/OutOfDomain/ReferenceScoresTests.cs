using MlNetLabels.Numerics;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.OutOfDomain;

/// <summary>
/// Every score against ood.json. Logits are stored for some rows only (heads.json), where they are used as they are;
/// for the remaining rows the heads are solved anew.
/// </summary>
public class ReferenceScoresTests
{
    // The bound: single precision inputs (2^-24 each) summed in double precision.
    private const double Relative = 1e-6;

    // The reference prints nine decimals.
    private const double Printed = 1e-9;

    // Both solvers stop short of the optimum: the reference's logits differ from the ones solved here by up to this.
    private const double SolvedLogits = 1e-6;

    // vim is the difference of two terms of about 5, each rounded to single precision (2^-24 of 5) by its inputs.
    private const double Cancelled = 3e-7;

    [Theory]
    [InlineData("prints_people", "max-probability", "msp")]
    [InlineData("prints_people", "max-logit", "maxlogit")]
    [InlineData("prints_people", "energy", "energy")]
    [InlineData("prints_people", "generalized-entropy", "gen")]
    [InlineData("prints_people", "knn", "knn")]
    [InlineData("prints_people", "mahalanobis", "mahalanobis")]
    [InlineData("prints_people", "vim", "vim")]
    [InlineData("flowers_prints", "max-probability", "msp")]
    [InlineData("flowers_prints", "max-logit", "maxlogit")]
    [InlineData("flowers_prints", "energy", "energy")]
    [InlineData("flowers_prints", "generalized-entropy", "gen")]
    [InlineData("flowers_prints", "knn", "knn")]
    [InlineData("flowers_prints", "mahalanobis", "mahalanobis")]
    [InlineData("flowers_prints", "vim", "vim")]
    public void Score_ReferenceRows_EqualsReference(string pair, string score, string reference)
    {
        var expected = ReferenceFiles.Json("ood.json").GetProperty(pair);
        var prints = TestSet.Prints();
        TestSet inside = pair == "prints_people" ? prints.OnlyClasses(0, 1) : TestSet.Flowers();
        Matrix outside = pair == "prints_people" ? prints.OnlyClasses(2).Embeddings : prints.Embeddings;
        var domain = Domain(
            inside,
            pair == "prints_people" ? prints.Where(i => prints.Classes![i] < 2 && i % 5 < 3) : null
        );
        var scorer = domain.Fit(score);

        double[] actual =
        [
            .. domain.Score(scorer, inside.Select(inside.Where(i => i % 5 == 4)).Embeddings),
            .. domain.Score(scorer, outside),
        ];

        AssertEqual(
            expected.GetProperty("scores").GetProperty(reference).Doubles(),
            actual,
            score is "knn" or "mahalanobis" ? Printed : SolvedLogits
        );
    }

    [Theory]
    [InlineData("max-probability", "msp")]
    [InlineData("max-logit", "maxlogit")]
    [InlineData("energy", "energy")]
    [InlineData("generalized-entropy", "gen")]
    [InlineData("vim", "vim")]
    public void Score_StoredLogits_EqualsReference(string score, string reference)
    {
        var logits = ReferenceFiles
            .Json("heads.json")
            .GetProperty("prints")
            .GetProperty("softmax")
            .GetProperty("test_logits_centred")
            .ToMatrix();
        double[] expected = ReferenceFiles
            .Json("ood.json")
            .GetProperty("prints_people")
            .GetProperty("scores")
            .GetProperty(reference)
            .Doubles();
        var prints = TestSet.Prints().OnlyClasses(0, 1);
        var domain = new TestDomain(prints, prints.Where(i => i % 5 < 3));
        var test = domain.Input(prints.Select(prints.Where(i => i % 5 == 4)).Embeddings) with
        {
            SoftmaxLogits = logits,
        };

        AssertEqual(
            expected[..logits.Rows],
            domain.Fit(score).Score(test, TestContext.Current.CancellationToken),
            score == "vim" ? Cancelled : Printed
        );
    }

    [Fact]
    public void Score_LabelHeadsOfAquarium_EqualsReference()
    {
        var expected = ReferenceFiles.Json("ood.json").GetProperty("joint_energy");
        var aquarium = TestSet.Aquarium();
        var domain = new TestDomain(aquarium, aquarium.Where(i => aquarium.Splits[i] == "train"));
        var scorer = domain.Fit("joint-energy");
        double[] inside = domain.Score(
            scorer,
            aquarium.Select(aquarium.Where(i => aquarium.Splits[i] == "test")).Embeddings
        );
        double[] outside = domain.Score(scorer, TestSet.Prints().Embeddings);

        AssertEqual(expected.GetProperty("scores").Doubles(), [.. inside, .. outside], SolvedLogits);
    }

    [Theory]
    [InlineData("prints_people", 57)]
    [InlineData("flowers_prints", 59)]
    public void State_ReferenceDomain_HasTheReferencesParameters(string pair, int components)
    {
        var info = ReferenceFiles.Json("ood.json").GetProperty(pair).GetProperty("info");
        var prints = TestSet.Prints();
        var domain =
            pair == "prints_people"
                ? Domain(prints.OnlyClasses(0, 1), prints.Where(i => prints.Classes![i] < 2 && i % 5 < 3))
                : Domain(TestSet.Flowers(), null);

        var (vim, mahalanobis) = (domain.Fit("vim").State, domain.Fit("mahalanobis").State);

        Assert.Equal(components, vim.Tensors["components"].Shape[0]);
        Assert.Equal(info.GetProperty("vim_alpha").GetDouble(), vim.Numbers["alpha"], Relative);
        Assert.Equal(info.GetProperty("within_shrinkage").GetDouble(), mahalanobis.Numbers["shrinkage"], Relative);
    }

    private static TestDomain Domain(TestSet set, int[]? train) => new(set, train ?? set.Where(i => i % 5 < 3));

    private static void AssertEqual(double[] expected, double[] actual, double absolute)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= Relative * Math.Abs(expected[i]) + absolute,
                $"row {i}: {expected[i]:R} expected, {actual[i]:R} scored"
            );
    }
}
