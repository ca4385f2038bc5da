using MlNetLabels.Monitoring;

namespace MlNetLabels.Benchmarks.Monitoring;

/// <summary>The windows of a set as lines of figures.</summary>
internal static class MonitorTable
{
    private static readonly double[] s_levels = [0.01, 0.05];

    /// <summary>Windows without a change: how often they alarm, and whether expected accuracies come true.</summary>
    public static void WriteUnchanged(TextWriter output, MonitorSet set, IReadOnlyList<MonitorFigure> figures)
    {
        int alarms = figures.Count(f => f.Report.HasChanged == true);
        var (low, high) = BinomialInterval.Of(alarms, figures.Count);
        double rate = figures[0].Report.FalseAlarmRate;
        Line(
            output,
            $"{set.Name}: {figures.Count} windows of {set.WindowSize} without a change, {alarms} alarms: "
                + $"{(double)alarms / figures.Count:p1}, 95 % interval {low:p1} to {high:p1}, promised {rate:p0}"
                + $"{(low <= rate ? "" : ": BROKEN")}; {figures.Average(f => f.Seconds) * 1e3:f0} ms a window"
        );
        foreach (string test in figures[0].Report.Tests.Select(t => t.Name))
            Line(
                output,
                $"  {test, -12} {string.Join(", ", s_levels.Select(level => At(figures, test, level)))}; mean p "
                    + $"{figures.Average(f => Test(f, test).PValue):f3}"
            );
        MonitorFigure[] known = [.. figures.Where(f => f is { Accuracy: not null, Report.ExpectedAccuracy: not null })];
        if (known.Length > 0)
            Line(
                output,
                $"  expected accuracy {known.Average(f => f.Report.ExpectedAccuracy!.Value):f3}, true "
                    + $"{known.Average(f => f.Accuracy):f3}; within the 95 % interval in {known.Average(Holds):p0} of windows"
            );
    }

    /// <summary>Windows that turn into strangers, by their share.</summary>
    public static void WriteChanges(TextWriter output, MonitorSet set, IReadOnlyList<MonitorFigure> figures)
    {
        Line(output, $"{set.Name} turning into {set.Strangers}: share of windows that alarm");
        Line(output, "  strangers  any  rejected  classifier  discrepancy | rejected  AUROC  expected  true accuracy");
        foreach (var share in figures.GroupBy(f => f.Share).OrderBy(g => g.Key))
        {
            double Alarms(string test) => share.Average(f => Test(f, test).IsAlarm ? 1.0 : 0);
            Line(
                output,
                $"  {share.Key, 9:p0}  {share.Average(f => f.Report.HasChanged == true ? 1.0 : 0), 4:f2}  {Alarms("rejected"), 8:f2}  "
                    + $"{Alarms("classifier"), 10:f2}  {Alarms("discrepancy"), 11:f2} | "
                    + $"{share.Average(f => Test(f, "rejected").Value), 8:p0}  "
                    + $"{share.Average(f => Test(f, "classifier").Value), 5:f2}  "
                    + $"{share.Average(f => f.Report.ExpectedAccuracy?.Value), 8:f2}  {share.Average(f => f.Accuracy), 13:f2}"
            );
        }
    }

    private static string At(IReadOnlyList<MonitorFigure> figures, string test, double level) =>
        FormattableString.Invariant(
            $"p <= {level:0.00} in {figures.Count(f => Test(f, test).PValue <= level)} of {figures.Count}"
        );

    private static WindowTest Test(MonitorFigure figure, string name) => figure.Report.Tests.First(t => t.Name == name);

    private static double Holds(MonitorFigure figure) =>
        figure.Accuracy >= figure.Report.ExpectedAccuracy!.Low && figure.Accuracy <= figure.Report.ExpectedAccuracy.High
            ? 1
            : 0;

    private static void Line(TextWriter output, FormattableString text) =>
        output.WriteLine(FormattableString.Invariant(text));

    private static void Line(TextWriter output, string text) => output.WriteLine(text);
}
