using MlNetLabels.Evaluation;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Evaluation;

public sealed class ConfidenceTests
{
    // Single precision inputs, summed in double precision.
    private const double SingleRounding = 1e-7;

    [Fact]
    public void Summarise_Labels_CountsByHand()
    {
        // Largest: 0.97, 0.30, 1, 0. Thresholds 0.5 and 0.3: rows 1, 2 (met exactly by 0.3) and 3 get a label, row 4
        // none.
        var summary = ConfidenceSummary.From(Rows(2, 0.97f, 0.10f, 0.20f, 0.3f, 1, 1, 0, 0), [0.5, 0.3f]);

        Assert.Equal(4, summary.Count);
        Assert.Equal(2.27 / 4, summary.Mean!.Value, SingleRounding);
        Assert.Equal((1, 0), (summary.Max, summary.Min));
        Assert.Equal(0.5, summary.ShareAbove90);
        Assert.Equal(0.25, summary.ShareNone);
        Assert.Equal(0, summary.SumMin);
        Assert.Equal(2, summary.SumMax);
        Assert.Equal(4, summary.Histogram.Sum());
        Assert.Equal((1, 2), (summary.Histogram[0], summary.Histogram[19]));
        Assert.Equal(1, summary.Histogram[6]);
    }

    [Fact]
    public void Summarise_Softmax_AlwaysAnswersAndSumsToOne()
    {
        var summary = ConfidenceSummary.From(Rows(2, 0.75f, 0.25f, 0.5f, 0.5f), []);

        Assert.Null(summary.ShareNone);
        Assert.Equal((1, 1), (summary.SumMin, summary.SumMax));
        Assert.Equal(0, summary.ShareAbove90);
        Assert.Equal((1, 1), (summary.Histogram[10], summary.Histogram[15]));
    }

    [Fact]
    public void Summarise_NoImages_IsUndefinedRatherThanZero()
    {
        var summary = ConfidenceSummary.From(new Matrix(0, 3), [0.5, 0.5, 0.5]);

        Assert.Equal(0, summary.Count);
        Assert.Equal(new int[20], summary.Histogram);
        Assert.Equal(
            (null, null, null, null, null, null, null),
            (
                summary.Mean,
                summary.Max,
                summary.Min,
                summary.ShareAbove90,
                summary.ShareNone,
                summary.SumMin,
                summary.SumMax
            )
        );
    }

    private static Matrix Rows(int columns, params float[] values) => new(values.Length / columns, columns, values);
}
