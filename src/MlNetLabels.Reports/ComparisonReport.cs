namespace MlNetLabels.Reports;

/// <summary>Two runs judged on the test images that both reports hold.</summary>
public sealed record ComparisonReport
{
    /// <summary>Version of the JSON outline.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The first run.</summary>
    public required ComparedRun A { get; init; }

    /// <summary>The second run.</summary>
    public required ComparedRun B { get; init; }

    /// <summary>Test images that both hold, by content, with the same truth: those that are compared.</summary>
    public required int Shared { get; init; }

    /// <summary>What kept the comparison from being whole.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>One entry a head that both have.</summary>
    public required IReadOnlyList<HeadComparison> Heads { get; init; }
}

/// <summary>One of two compared runs.</summary>
/// <param name="Report">The file it was read from.</param>
/// <param name="Title">Its title.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Images">Test images that it was judged on.</param>
/// <param name="Kept">Test images whose results it holds.</param>
public sealed record ComparedRun(string Report, string Title, DateTimeOffset CreatedAt, int Images, int Kept);

/// <summary>One head of both runs.</summary>
/// <param name="Head">"softmax" or "labels".</param>
/// <param name="Figures">The figures beside each other.</param>
/// <param name="OnlyARight">Images that only A answers rightly (as a whole label set for label heads).</param>
/// <param name="OnlyBRight">Images that only B answers rightly.</param>
public sealed record HeadComparison(
    string Head,
    IReadOnlyList<FigureDifference> Figures,
    int OnlyARight,
    int OnlyBRight
);

/// <summary>One figure of both runs on the shared images.</summary>
/// <param name="Metric">Its camelCase name.</param>
/// <param name="A">Of the first run; null where undefined.</param>
/// <param name="B">Of the second run.</param>
public sealed record FigureDifference(string Metric, double? A, double? B)
{
    /// <summary>B minus A.</summary>
    public double? Difference { get; init; }

    /// <summary>
    /// Paired 95 % bootstrap interval of <see cref="Difference"/>, not adjusted; null where there are too few images.
    /// </summary>
    public Interval? Interval { get; init; }

    /// <summary>Two-sided p-value of no difference.</summary>
    public double? PValue { get; init; }

    /// <summary>"McNemar" (exact) or "bootstrap".</summary>
    public string? Test { get; init; }

    /// <summary>The p-value after Holm's correction over all figures of all heads.</summary>
    public double? AdjustedPValue { get; init; }

    /// <summary>Whether the adjusted p-value is below 0.05.</summary>
    public bool IsReal => AdjustedPValue < 0.05;
}
