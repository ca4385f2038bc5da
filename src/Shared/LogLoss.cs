namespace MlNetLabels.Metrics;

/// <summary>The one place that turns a probability into a loss.</summary>
internal static class LogLoss
{
    /// <summary>
    /// 2⁻⁵², the machine epsilon of a double. A probability given to the truth below it, 0 above all, counts as this
    /// much (a loss of 36.04), since one certain mistake would make the mean infinite. scikit-learn clips at the same
    /// value for float64 input (from 1.2 on) and then rescales rows; rows are not rescaled here, nothing above epsilon
    /// is touched, and the metrics say how often it happened (<see cref="MulticlassMetrics.LogLossClipped"/>,
    /// <see cref="MultiLabelMetrics.LogLossClipped"/>).
    /// </summary>
    public const double Epsilon = 1 / 4503599627370496.0;

    /// <summary>
    /// -ln max(p, <see cref="Epsilon"/>) of the probability p that was given to what turned out true.
    /// </summary>
    public static double FromProbability(double probabilityOfTruth) => -Math.Log(Math.Max(probabilityOfTruth, Epsilon));

    internal static bool IsClipped(double probabilityOfTruth) => probabilityOfTruth < Epsilon;
}
