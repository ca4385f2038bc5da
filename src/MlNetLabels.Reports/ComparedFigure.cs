namespace MlNetLabels.Reports;

/// <summary>One figure of two runs on the images that both were judged on.</summary>
/// <param name="Head">"softmax", "labels", or "domain" for the domain check.</param>
/// <param name="Metric">Its camelCase name.</param>
/// <param name="HigherIsBetter">Whether more of it is better; false for log loss, Brier score and calibration error.</param>
/// <param name="A">Of the first run; null where undefined.</param>
/// <param name="B">Of the second run; null where undefined.</param>
/// <param name="Low">Lower end of the paired 95 % interval of B minus A, not adjusted; null where there is none.</param>
/// <param name="High">Upper end.</param>
/// <param name="AdjustedPValue">Two-sided p-value of no difference, after Holm's correction over all figures.</param>
public sealed record ComparedFigure(
    string Head,
    string Metric,
    bool HigherIsBetter,
    double? A,
    double? B,
    double? Low,
    double? High,
    double? AdjustedPValue
)
{
    /// <summary>What it is to be read with, in words, such as a domain check that is off; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>B minus A; null where one of them is undefined.</summary>
    public double? Difference => B - A;

    /// <summary>Whether B is better beyond chance, in a digit that is shown.</summary>
    public bool IsBetter => IsSeen && AdjustedPValue < ComparisonReport.Level && Difference > 0 == HigherIsBetter;

    /// <summary>Whether B is worse beyond chance, in a digit that is shown.</summary>
    public bool IsWorse => IsSeen && AdjustedPValue < ComparisonReport.Level && Difference > 0 != HigherIsBetter;

    // Of two heads that make no mistake one is always a little surer; what shows in no digit decides nothing.
    private bool IsSeen => Difference is { } difference && Math.Abs(difference) >= 0.0005;
}
