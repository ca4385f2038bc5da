using System.Text.Json.Serialization;

namespace MlNetLabels.Reports;

/// <summary>One of two compared runs.</summary>
/// <param name="Report">The file it was read from.</param>
/// <param name="Title">Its title.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Images">Test images that it was judged on.</param>
/// <param name="Kept">Test images whose results it holds.</param>
internal sealed record ComparedRun(string Report, string Title, DateTimeOffset CreatedAt, int Images, int Kept)
{
    /// <summary>What is not at work in its model, and why, a sentence each.</summary>
    public IReadOnlyList<string> SwitchedOff { get; init; } = [];
}

/// <summary>One head of both runs.</summary>
/// <param name="Head">"softmax" or "labels".</param>
/// <param name="Figures">The figures beside each other.</param>
/// <param name="OnlyARight">Images that only A answers rightly (as a whole label set for label heads).</param>
/// <param name="OnlyBRight">Images that only B answers rightly.</param>
internal sealed record HeadComparison(
    string Head,
    IReadOnlyList<FigureDifference> Figures,
    int OnlyARight,
    int OnlyBRight
);

/// <summary>One figure of both runs on the shared images.</summary>
/// <param name="Metric">Its camelCase name.</param>
/// <param name="A">Of the first run; null where undefined.</param>
/// <param name="B">Of the second run.</param>
internal sealed record FigureDifference(string Metric, double? A, double? B)
{
    /// <summary>B minus A.</summary>
    public double? Difference { get; init; }

    /// <summary>
    /// Paired 95 % bootstrap interval of <see cref="Difference"/>, not adjusted; null where there are too few images.
    /// </summary>
    public ConfidenceInterval? Interval { get; init; }

    /// <summary>Two-sided p-value of no difference.</summary>
    public double? PValue { get; init; }

    /// <summary>"McNemar" (exact) or "bootstrap".</summary>
    public string? Test { get; init; }

    /// <summary>The p-value after Holm's correction over all figures of all heads.</summary>
    public double? AdjustedPValue { get; init; }

    /// <summary>Whether more of it is better.</summary>
    [JsonIgnore]
    public bool HigherIsBetter { get; init; } = Metric is not ("logLoss" or "brier" or "ece");

    /// <summary>Whether the adjusted p-value is below 0.05.</summary>
    public bool IsReal => AdjustedPValue < ComparisonReport.Level;
}
