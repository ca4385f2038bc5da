namespace MlNetLabels.Reports.Html.Sections;

/// <summary>
/// Metrics as rows: validation and test beside each other, with interval or with the reason why there is none.
/// </summary>
internal static class MetricRows
{
    public static IEnumerable<Markup> Row(
        string label,
        string name,
        double? validation,
        double? test,
        HeadIntervals? intervals,
        IReadOnlyDictionary<string, string>? whyValidation,
        IReadOnlyDictionary<string, string>? whyTest
    ) =>
        [
            Table.Text(label),
            Figure(name, test, intervals?.Test, whyTest),
            Figure(name, validation, intervals?.Validation, whyValidation),
        ];

    /// <summary>A caption that says how sure the intervals below it are.</summary>
    public static string Caption(string text, HeadIntervals? intervals) =>
        (intervals?.Test ?? intervals?.Validation)?.Values.FirstOrDefault() is { } first
            ? $"{text}, with {Figures.Percent(first.Level)} intervals"
            : text;

    /// <summary>What intervals of no width mean; empty where there are none.</summary>
    public static Markup Note(IEnumerable<ConfidenceInterval>? intervals) =>
        intervals?.Any(x => x.Low == x.High) is not true
            ? Markup.Empty
            : Markup.Format(
                $"""
                <p class="note">All resamples alike: there was no error to resample, or nothing right. That is no
                certainty: where n images show no error, about 3 / n of all images may still be wrong (rule of three,
                95%).</p>

                """
            );

    /// <summary>From where to where; resampling cannot say where every sample gives the same.</summary>
    public static Markup Span(ConfidenceInterval interval) => Span(interval, x => Figures.Number(x));

    /// <summary>The same of a share, as percentages.</summary>
    public static Markup ShareSpan(ConfidenceInterval interval) => Span(interval, Figures.Percent);

    private static Markup Span(ConfidenceInterval interval, Func<double?, string> format)
    {
        string words =
            interval.Low == interval.High
                ? "all resamples alike"
                : $"{format(interval.Low)} to {format(interval.High)}";
        return Markup.Format($"<small class=\"whole\">{words}</small>");
    }

    /// <summary>One figure with its interval, or with the reason why it is absent.</summary>
    public static Markup Figure(
        string name,
        double? value,
        IReadOnlyDictionary<string, ConfidenceInterval>? intervals,
        IReadOnlyDictionary<string, string>? why
    )
    {
        if (value is null)
            return Markup.Format($"{Figures.Absent} <small>{why?.GetValueOrDefault(name) ?? ""}</small>");
        string figure = MetricNames.Format(name, value);
        if (intervals is null || !intervals.TryGetValue(name, out var interval))
            return Table.Text(figure);
        var span = MetricNames.IsShare(name) ? ShareSpan(interval) : Span(interval);
        return Markup.Format($"{figure} {span}");
    }
}
