using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Gates;

/// <summary>
/// Holds a report to bounds. A gate looks at the figure itself; its interval is shown beside it, and
/// <see cref="QualityGate.IsClose"/>
/// says where other images of the same kind may decide otherwise. A figure that cannot be computed fails.
/// </summary>
internal static class GateJudge
{
    /// <summary>One gate per bound, in the order given.</summary>
    public static IReadOnlyList<QualityGate> Judge(ReportContent report, IReadOnlyList<GateBound> bounds)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(bounds);
        return [.. bounds.Select(bound => Judge(report, bound))];
    }

    private static QualityGate Judge(ReportContent report, GateBound bound)
    {
        var definition =
            GateDefinition.All.FirstOrDefault(d => d.Key == bound.Key)
            ?? throw new ArgumentException($"'{bound.Key}' is no gate.", nameof(bound));
        var figure = definition.Read(report);
        var (name, advice) = definition.Words(report);
        return new QualityGate
        {
            Key = bound.Key,
            Name = bound.IsShareOfFiles ? $"{name}, as a share of all files" : name,
            Value = bound.IsShareOfFiles ? Share(report) : figure.Value,
            Reason = figure.Value is null ? figure.Reason : null,
            Interval = figure.Interval,
            ByChance = figure.ByChance,
            Bound = bound.Bound,
            IsMinimum = definition.IsMinimum,
            IsCount = definition.Key == GateDefinition.SkippedFiles && !bound.IsShareOfFiles,
            IsShare = definition.IsShare || bound.IsShareOfFiles,
            Advice =
                figure.Value is null && advice != SwitchedOff.Advice
                    ? "Give test images that it can be judged by, or leave the gate out."
                    : advice,
        };
    }

    private static double Share(ReportContent report)
    {
        int skipped = report.Data.Skipped.Count;
        int used =
            report.Data.Rows
            + (report.Confidence.Present().Select(x => x.Value.OutOfDomain.Values.Sum(s => s.Count)).FirstOrDefault());
        return skipped == 0 ? 0 : (double)skipped / (skipped + used);
    }
}
