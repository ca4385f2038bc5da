namespace MlNetLabels.Reports.Building;

/// <summary>Keeps curves small.</summary>
internal static class CurveThinning
{
    /// <summary>At most so many of the points, evenly, with both ends.</summary>
    public static T[] Even<T>(IReadOnlyList<T> points, int most) =>
        points.Count <= most
            ? [.. points]
            : [.. Enumerable.Range(0, most).Select(i => points[(int)((long)i * (points.Count - 1) / (most - 1))])];
}
