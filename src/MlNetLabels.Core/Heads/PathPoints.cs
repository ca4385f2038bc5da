namespace MlNetLabels.Heads;

/// <summary>Where a fold's fit ended for each lambda on the way: a fit on all rows begins there.</summary>
internal sealed class PathPoints
{
    private readonly Dictionary<double, double[]> _points = [];

    /// <summary>Keeps the first fold's.</summary>
    public void Keep(double l2, double[] point) => _points.TryAdd(l2, [.. point]);

    /// <summary>The parameters of that lambda.</summary>
    public double[] At(double l2) => _points[l2];
}
