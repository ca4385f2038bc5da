using MlNetLabels.Data;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Core.Tests.OutOfDomain;

public class MahalanobisScorerTests
{
    // The fitted factor and means are held in single precision.
    private const double Single = 1e-6;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Score_TwoDimensions_EqualsFormulaWorkedOut()
    {
        var training = SyntheticDomain.Training(40, 2, classes: 1);
        var x = training.Input.AsMatrix();
        double[] mean = [.. Enumerable.Range(0, 2).Select(j => Enumerable.Range(0, 40).Average(i => x[i, j]))];
        double S(int a, int b) => Enumerable.Range(0, 40).Average(i => (x[i, a] - mean[a]) * (x[i, b] - mean[b]));
        // Ledoit and Wolf's shrinkage written as sums over rows: the mean distance of r r' from S against that of S
        // from m I.
        double m = (S(0, 0) + S(1, 1)) / 2,
            noise = 0;
        for (int i = 0; i < 40; i++)
        for (int a = 0; a < 2; a++)
        for (int b = 0; b < 2; b++)
            noise += Math.Pow((x[i, a] - mean[a]) * (x[i, b] - mean[b]) - S(a, b), 2) / 1600;
        double spread = Math.Pow(S(0, 0) - m, 2) + Math.Pow(S(1, 1) - m, 2) + 2 * Math.Pow(S(0, 1), 2),
            s = Math.Min(1, noise / spread);
        double p = (1 - s) * S(0, 0) + s * m,
            q = (1 - s) * S(0, 1),
            r = (1 - s) * S(1, 1) + s * m;
        double u = 0.7 - mean[0],
            v = -1.3 - mean[1],
            expected = (r * u * u - 2 * q * u * v + p * v * v) / (p * r - q * q);

        double actual = Fit(training).Score(new ScorerRow { Embedding = [0.7f, -1.3f] });

        Assert.Equal(expected, actual, expected * Single);
    }

    [Fact]
    public void Fit_LabelSets_OneMeanForFrequentSetsAndTheGlobalOne()
    {
        // Eleven rows show label 0, five show both, four show label 1, three are not annotated in full.
        var labels = new LabelMatrix(23, 2);
        for (int i = 0; i < 23; i++)
        {
            labels[i, 0] = i < 16 ? LabelState.Present : LabelState.Absent;
            labels[i, 1] =
                i is >= 11 and < 20 ? LabelState.Present
                : i >= 20 ? LabelState.Unknown
                : LabelState.Absent;
        }
        var scorer = Fit(new ScorerTraining { Input = SyntheticDomain.Input(23, 4, 2, seed: 1), Labels = labels });

        Assert.Equal(3, scorer.State.Tensors["means"].Shape[0]);
    }

    [Fact]
    public void Score_ManyClasses_IsTheNearestClass()
    {
        var training = SyntheticDomain.Training(90, 6);
        for (int i = 0; i < 90; i++)
            training.Input.AsMatrix()[i, i % 3] += 30;
        var centre = new float[6];
        for (int i = 0; i < 90; i += 3)
        for (int j = 0; j < 6; j++)
            centre[j] += training.Input.AsMatrix()[i, j] / 30;

        Assert.Equal(0, Fit(training).Score(new ScorerRow { Embedding = centre }), Single);
    }

    [Fact]
    public void Fit_ConstantColumn_ScoresFinite()
    {
        var training = SyntheticDomain.Training(200, 5);
        for (int i = 0; i < 200; i++)
            training.Input.AsMatrix()[i, 2] = 0;

        Assert.True(double.IsFinite(Fit(training).Score(new ScorerRow { Embedding = [1, 1, 1, 1, 1] })));
    }

    private static IOutOfDomainScorer Fit(ScorerTraining training)
    {
        var scorer = OutOfDomainScorers.Create("mahalanobis");
        scorer.Fit(training, Token);
        return scorer;
    }
}
