using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.Monitoring;

/// <summary>
/// How far a figure that calibrated probabilities promise was off on images held out from the heads: what an interval
/// around the promise has to allow for, since the calibration itself was fitted on few images.
/// </summary>
/// <remarks>
/// The figure is a mean over images to first order, and each image is off by its own amount d: for accuracy
/// d = [right] - p; for F1 d = Σₖ (2 saidₖ - F1) (thereₖ - pₖ), over the mean of said + there. New images of the same
/// kind are off by as much on average, whether the probabilities are right or not, so that the figure of m new ones is
/// promise + mean d, give or take √(Var d / m + Var d / n) (the difference estimator of survey sampling; with
/// predictions, Angelopoulos et al., Science 382 (2023)). To the squares is added 1, as of one image more that is off
/// as far as can be: where none of n was wrong, one in n may be.
/// </remarks>
/// <param name="Images">n, images held out.</param>
/// <param name="Groups">Groups of images that belong together; n where each is its own.</param>
/// <param name="Mean">Mean of d: true figure minus promised one; -1 to 1.</param>
/// <param name="Spread">Standard deviation of d; at least 0.</param>
/// <param name="StandardError">Of the mean, images of a group taken together; at least 0.</param>
internal sealed record EstimateGap(int Images, int Groups, double Mean, double Spread, double StandardError)
{
    /// <summary>Fewest groups that tell anything.</summary>
    public const int MinimumGroups = 20;

    // What the image that is added is off by, squared.
    private const double FarthestOff = 1;

    /// <summary>Of accuracy; null of no image.</summary>
    /// <param name="probabilities">Calibrated, one row an image, one column a class.</param>
    /// <param name="truth">The class of each.</param>
    /// <param name="groups">Images of one number belong together.</param>
    public static EstimateGap? OfClasses(Matrix probabilities, ReadOnlySpan<int> truth, ReadOnlySpan<int> groups)
    {
        var off = new double[truth.Length];
        for (int i = 0; i < off.Length; i++)
        {
            var row = probabilities.Row(i);
            int said = 0;
            for (int k = 1; k < row.Length; k++)
                if (row[k] > row[said])
                    said = k;
            off[i] = (said == truth[i] ? 1 : 0) - (double)row[said];
        }
        return Of(off, groups);
    }

    /// <summary>Of micro-averaged F1, over the cells that are known; null where no label was said and none can be there.</summary>
    /// <param name="probabilities">Calibrated, one row an image, one column a label.</param>
    /// <param name="thresholds">A label is said from its threshold on.</param>
    /// <param name="truth">Which labels are there.</param>
    /// <param name="groups">Images of one number belong together.</param>
    public static EstimateGap? OfLabels(
        Matrix probabilities,
        ReadOnlySpan<double> thresholds,
        LabelMatrix truth,
        ReadOnlySpan<int> groups
    )
    {
        double right = 0,
            all = 0;
        for (int i = 0; i < truth.Rows; i++)
        for (int k = 0; k < truth.Labels; k++)
            if (truth[i, k] != LabelState.Unknown)
            {
                double p = probabilities[i, k];
                bool isSaid = p >= thresholds[k];
                right += isSaid ? p : 0;
                all += p + (isSaid ? 1 : 0);
            }
        if (all <= 0)
            return null;
        double f1 = 2 * right / all;
        var off = new double[truth.Rows];
        for (int i = 0; i < off.Length; i++)
        for (int k = 0; k < truth.Labels; k++)
            if (truth[i, k] != LabelState.Unknown)
            {
                double p = probabilities[i, k],
                    weight = (p >= thresholds[k] ? 2 : 0) - f1;
                off[i] += weight * ((truth[i, k] == LabelState.Present ? 1 : 0) - p) / (all / off.Length);
            }
        return Of(off, groups);
    }

    private static EstimateGap? Of(double[] off, ReadOnlySpan<int> groups)
    {
        int n = off.Length;
        if (n == 0)
            return null;
        double mean = off.Average(),
            squares = FarthestOff;
        var sums = new Dictionary<int, double>();
        for (int i = 0; i < n; i++)
        {
            double d = off[i] - mean;
            squares += d * d;
            sums[groups[i]] = sums.GetValueOrDefault(groups[i]) + d;
        }
        double spread = Math.Sqrt(squares / Math.Max(1, n - 1)),
            together = FarthestOff + sums.Values.Sum(sum => sum * sum);
        double ofGroups = Math.Sqrt(together * sums.Count / Math.Max(1, sums.Count - 1)) / n;
        // Images of a group that happen to cancel out are no reason to be surer.
        return new(n, sums.Count, mean, spread, Math.Max(ofGroups, spread / Math.Sqrt(n)));
    }
}
