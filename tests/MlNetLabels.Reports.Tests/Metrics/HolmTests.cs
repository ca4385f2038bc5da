using MlNetLabels.Metrics;

namespace MlNetLabels.Reports.Tests.Metrics;

public sealed class HolmTests
{
    private const double Rounding = 1e-12;

    // Four hypotheses at 0.005, 0.01, 0.03 and 0.04: times 4, 3, 2 and 1, and never below the one before.
    [Fact]
    public void Adjust_FourQuestions_IsTheStepDownByHand()
    {
        double[] adjusted = Holm.Adjust([0.01, 0.04, 0.03, 0.005]);

        Assert.Equal([0.03, 0.06, 0.06, 0.02], adjusted, (a, b) => Math.Abs(a - b) < Rounding);
    }

    [Fact]
    public void Adjust_OneQuestion_IsUnchanged() => Assert.Equal([0.2], Holm.Adjust([0.2]));

    [Fact]
    public void Adjust_None_IsEmpty() => Assert.Empty(Holm.Adjust([]));

    [Fact]
    public void Adjust_LargeAndEqual_StopsAtOne() => Assert.Equal([1, 1, 1], Holm.Adjust([0.5, 0.5, 1]));

    [Fact]
    public void Adjust_AnyOrder_GivesEachQuestionTheSame()
    {
        double[] p = [0.3, 0.001, 0.02, 0.02, 0.9, 0.0004];
        double[] adjusted = Holm.Adjust(p);
        double[] reversed = Holm.Adjust([.. p.Reverse()]);

        Assert.Equal(adjusted, reversed.Reverse());
        Assert.All(p.Zip(adjusted), x => Assert.InRange(x.Second, x.First, Math.Min(1, x.First * p.Length)));
    }
}
