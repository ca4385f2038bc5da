namespace MlNetLabels.OutOfDomain;

/// <summary>
/// Shrinks a sample covariance S towards its scaled identity: (1 - s) S + s m I with m = trace(S) / d and s = min(1, b
/// / e), e = |S - m I|^2, b = (1/n) (mean_i |r_i|^4 - |S|^2), squared Frobenius norms. Ledoit and Wolf, "A well-
/// conditioned estimator for large-dimensional covariance matrices", Journal of Multivariate Analysis 88, 2004.
/// </summary>
internal static class LedoitWolf
{
    // Covariances of few or constant columns can give a shrinkage of 0; so little keeps them invertible and changes no
    // score.
    private const double LeastShrinkage = 1e-6;

    /// <summary>
    /// Shrinks <paramref name="moment"/> [d x d] in place and returns s. Rows without spread get the identity.
    /// </summary>
    public static double Shrink(double[] moment, int d, int rows, double meanFourthPower)
    {
        double trace = 0,
            square = 0;
        for (int j = 0; j < d; j++)
            trace += moment[j * d + j];
        foreach (double value in moment)
            square += value * value;
        double scale = trace / d,
            spread = square - trace * scale,
            noise = (meanFourthPower - square) / rows;
        double shrinkage = spread > 0 ? Math.Clamp(noise / spread, LeastShrinkage, 1) : 1;
        if (scale <= 0)
            (scale, shrinkage) = (1, 1);
        for (int i = 0; i < moment.Length; i++)
            moment[i] *= 1 - shrinkage;
        for (int j = 0; j < d; j++)
            moment[j * d + j] += shrinkage * scale;
        return shrinkage;
    }
}
