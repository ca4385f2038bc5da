using MlNetLabels.Reports;

namespace MlNetLabels.Cli.Output;

internal static class ConsoleSummary
{
    public static void Print(EvaluationReport report) => Console.Out.WriteLine(report.Title);
}
