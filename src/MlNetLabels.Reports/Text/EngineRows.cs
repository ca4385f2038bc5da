namespace MlNetLabels.Reports.Text;

/// <summary>Engines beside each other, as rows of words.</summary>
internal static class EngineRows
{
    public const string Title = "Engines: the same rows, the same lambda";

    public static IReadOnlyList<string> Headers { get; } =
    ["head", "engine", "lambda", "objective", "time", "accuracy or mAP", "log-loss"];

    public static IReadOnlyList<IReadOnlyList<string>> Create(ReportContent report) =>
        [
            .. (report.Engines ?? []).Select(fit =>
                (IReadOnlyList<string>)
                    [
                        fit.Head,
                        fit.Engine,
                        Figures.Compact(fit.Lambda),
                        Figures.Number(fit.Objective, 6),
                        Figures.Seconds(fit.Seconds),
                        Figures.Number(fit.Accuracy ?? fit.MapMacro, 4),
                        Figures.Number(fit.LogLoss, 4),
                    ]
            ),
        ];

    /// <summary>Both engines in a sentence; null where there is but one.</summary>
    public static string? Sentence(ReportContent report)
    {
        var pairs = (report.Engines ?? [])
            .GroupBy(fit => fit.Head)
            .Where(head => head.Count() == 2)
            .Select(head => (Own: head.First(), Other: head.Last()))
            .ToList();
        if (pairs.Count == 0)
            return null;
        double apart = pairs.Max(p => Math.Abs(p.Other.Objective / p.Own.Objective - 1));
        var times = pairs.Select(p =>
            $"{p.Own.Head} {Figures.Seconds(p.Other.Seconds)}, ours {Figures.Seconds(p.Own.Seconds)}"
        );
        return $"{pairs[0].Other.Engine} on the same images and lambda: objectives differ by {Figures.Compact(apart)} of "
            + $"their value at most; {string.Join("; ", times)}.";
    }
}
