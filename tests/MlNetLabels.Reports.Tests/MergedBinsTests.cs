using MlNetLabels.Metrics;
using MlNetLabels.Reports.Building;

namespace MlNetLabels.Reports.Tests;

public sealed class MergedBinsTests
{
    // Shares are sums of binary fractions divided by small counts.
    private const double Rounding = 1e-12;

    [Fact]
    public void Of_SparseMiddle_JoinsNeighboursUntilThereAreEnough()
    {
        var bins = MergedBins.Of(Bins((0, 40, 2), (5, 4, 1), (7, 3, 2), (9, 3, 3), (14, 25, 24)));

        Assert.Equal([40, 10, 25], bins.Select(b => b.Bin.Count));
        Assert.Equal(0.6, bins[1].Bin.HitRate!.Value, Rounding);
        Assert.Equal((5 / 15.0, 10 / 15.0), (bins[1].Bin.Low, bins[1].Bin.High));
        // (4 x 5.5 + 3 x 7.5 + 3 x 9.5) / 15 / 10
        Assert.Equal(73 / 150.0, bins[1].Bin.MeanConfidence!.Value, Rounding);
    }

    [Fact]
    public void Of_TooFewAtTheEnd_GoToTheBinBefore() =>
        Assert.Equal([33], MergedBins.Of(Bins((3, 30, 20), (14, 3, 3))).Select(b => b.Bin.Count));

    [Fact]
    public void Of_FewPredictions_IsEmpty() => Assert.Empty(MergedBins.Of(Bins((1, 1, 0), (8, 2, 1), (14, 1, 1))));

    [Fact]
    public void Of_NoPredictions_IsEmpty() => Assert.Empty(MergedBins.Of(Bins()));

    [Fact]
    public void Of_AnyCounts_LosesNoPrediction()
    {
        var random = new Random(4);
        for (int round = 0; round < 200; round++)
        {
            var bins = Bins([.. Enumerable.Range(0, 15).Select(b => (b, random.Next(0, 15), 0))]);
            var merged = MergedBins.Of(bins);

            Assert.Equal(bins.Sum(b => b.Count), merged.Sum(b => b.Bin.Count));
            Assert.True(merged.Count == 1 || merged.All(b => b.Bin.Count >= MergedBins.FewestPredictions));
        }
    }

    private static ReliabilityBin[] Bins(params (int Bin, int Count, int Hits)[] held) =>
        [
            .. Enumerable
                .Range(0, CalibrationError.Bins)
                .Select(b =>
                {
                    var (_, count, hits) = held.FirstOrDefault(h => h.Bin == b);
                    return new ReliabilityBin(
                        b / 15.0,
                        (b + 1) / 15.0,
                        count,
                        count == 0 ? null : (b + 0.5) / 15,
                        count == 0 ? null : (double)hits / count
                    );
                }),
        ];
}
