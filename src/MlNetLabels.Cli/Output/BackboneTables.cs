using System.Globalization;
using MlNetLabels.Backbones;
using MlNetLabels.Metrics;
using MlNetLabels.Runs;
using Spectre.Console;

namespace MlNetLabels.Cli.Output;

/// <summary>Backbones as tables, one a row.</summary>
internal static class BackboneTables
{
    private const int ShortHash = 12;

    public static void Print(IReadOnlyList<BackboneListing> listed)
    {
        var table = new Table().RoundedBorder().AddColumns("name", "values", "size", "licence", "where", "SHA-256");
        foreach (var x in listed)
            if (x.Card is { } card)
                table.AddRow([
                    .. new[]
                    {
                        x.Name,
                        card.Dimension.ToString(CultureInfo.InvariantCulture),
                        ByteSize.Text(x.Bytes ?? 0),
                        card.Licence,
                        x.Location ?? "",
                        x.Sha256?[..ShortHash] ?? "",
                    }.Select(Screen.Cell),
                ]);
        Screen.Write(table);
        foreach (var x in listed)
            if (x.Note is { } note)
                Console.Out.WriteLine($"{x.Name}: {note}");
        Console.Out.WriteLine("Names joined by + are concatenated, as in mobilenet-v3-small+resnet18.");
    }

    public static void Print(BackboneComparison comparison)
    {
        bool several = comparison.Backbones.Count > 1;
        string metric = comparison.Metric == "accuracy" ? "accuracy" : "mean average precision";
        var table = new Table().RoundedBorder().AddColumns("backbone", "values", metric, "log-loss");
        if (several)
            table.AddColumn($"{metric} less the first's");
        foreach (var set in comparison.Backbones[0].OutOfDomain)
            table.AddColumn($"AUROC of {set.Score}, {Screen.Cell(set.Set)} (models' range)");
        table.AddColumn("ms an image, one thread");
        foreach (var x in comparison.Backbones)
        {
            var cells = new List<string>
            {
                x.Name,
                x.Dimension.ToString(CultureInfo.InvariantCulture),
                Text(comparison.Metric, x.Quality),
                Text("logLoss", x.LogLoss),
            };
            if (several)
                cells.Add(x.Difference is { } difference ? Difference(comparison.Metric, difference) : "");
            cells.AddRange(x.OutOfDomain.Select(s => $"{F(s.Auroc)} ({F(s.Least)} to {F(s.Most)})"));
            cells.Add(x.Milliseconds.ToString("0.0", CultureInfo.InvariantCulture));
            table.AddRow([.. cells.Select(Screen.Cell)]);
        }
        Console.Out.WriteLine($"Judged: {comparison.Protocol}.");
        Screen.Write(table);
        Console.Out.WriteLine(
            "In brackets bootstrap 95% intervals. A difference whose interval holds 0 is within chance."
        );
    }

    private static string Text(string metric, BootstrapInterval interval) =>
        MetricNames.Format(metric, interval.Estimate)
        + (
            interval is { Low: { } low, High: { } high }
                ? $" ({MetricNames.Format(metric, low)} to {MetricNames.Format(metric, high)})"
                : ""
        );

    private static string Difference(string metric, BootstrapInterval interval) =>
        MetricNames.Difference(metric, interval.Estimate)
        + (interval is { Low: { } low, High: { } high } ? $" ({MetricNames.Differences(metric, low, high)})" : "");

    private static string F(double value) => Figures.Number(value);
}
