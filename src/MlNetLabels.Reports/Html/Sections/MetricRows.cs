using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>Metrics as rows: validation and test beside each other, with interval or with the reason why there is none.</summary>
internal static class MetricRows
{
    public static IEnumerable<Markup> Row(string label, string name, double? validation, double? test, HeadIntervals? intervals,
        IReadOnlyDictionary<string, string>? whyValidation, IReadOnlyDictionary<string, string>? whyTest) =>
        [Table.Text(label), Figure(name, test, intervals?.Test, whyTest), Figure(name, validation, intervals?.Validation, whyValidation)];

    /// <summary>A caption that says how sure the intervals below it are.</summary>
    public static string Caption(string text, HeadIntervals? intervals) =>
        (intervals?.Test ?? intervals?.Validation)?.Values.FirstOrDefault() is { } first ? $"{text}, with {Figures.Percent(first.Level)} intervals" : text;

    /// <summary>From where to where.</summary>
    public static string Span(Interval interval) => $"{Figures.Number(interval.Low)} to {Figures.Number(interval.High)}";

    /// <summary>One figure with its interval, or with the reason why it is absent.</summary>
    public static Markup Figure(string name, double? value, IReadOnlyDictionary<string, Interval>? intervals, IReadOnlyDictionary<string, string>? why)
    {
        if (value is null) return Markup.Of($"{Figures.Absent} <small>{why?.GetValueOrDefault(name) ?? ""}</small>");
        if (intervals is null || !intervals.TryGetValue(name, out var interval)) return Table.Text(Figures.Number(value));
        // Resampling cannot say how far a figure is from the truth where every sample gives the same.
        return interval.Low == interval.High
            ? Markup.Of($"{Figures.Number(value)} <small>all resamples alike</small>")
            : Markup.Of($"{Figures.Number(value)} <small>{Span(interval)}</small>");
    }
}
