using System.Globalization;
using MlNetLabels.Runs;
using Spectre.Console;

namespace MlNetLabels.Cli.Output;

/// <summary>Answers of a model as tables, an image per row; the next table begins where one is full.</summary>
/// <param name="verbose">Whether all probabilities and what the domain check came to are shown.</param>
/// <param name="sets">Whether prediction sets are shown.</param>
/// <param name="top">How many of the likeliest are shown; null for five, or all if <paramref name="verbose"/>.</param>
internal sealed class PredictionTable(bool verbose, bool sets, int? top) : PredictionOutput
{
    private const int MostNames = 5,
        MostRows = 100;

    private readonly List<PredictedImage> _images = [];
    private PredictResult? _last;
    private string? _thresholds;

    public override void End()
    {
        if (_images.Count > 0)
            PrintTable();
        if (_thresholds is { } thresholds)
            Print($"Labels apply from a threshold of their own on: {thresholds}.\n");
    }

    protected override void Add(PredictResult part)
    {
        Screen.WriteOff(_last is null ? part.SwitchedOff : []);
        _last = part;
        foreach (var image in part.Images)
        {
            _images.Add(image);
            if (_images.Count == MostRows)
                PrintTable();
        }
    }

    private void PrintTable()
    {
        var first = _images[0].Prediction;
        var table = new Table().RoundedBorder().AddColumns("image", "verdict");
        if (first.Classes is not null)
            table.AddColumns("class", "probabilities of classes");
        if (first.Labels is not null)
            table.AddColumns("labels", "probabilities of labels");
        if (verbose)
            table.AddColumns($"out-of-domain score ({_last!.DomainScore})", "p-value");
        if (verbose && first.NewClass is not null)
            table.AddColumn("p-value, new class");
        if (sets && first.ClassSet is not null)
            table.AddColumn("set of classes");
        if (sets && first.LabelSet is not null)
            table.AddColumn("set of labels");
        _thresholds ??= first.Labels is { } heads
            ? First([.. heads.Select(label => $"{label.Name} {Probability(label.Threshold)}")])
            : null;
        foreach (var (file, p) in _images)
        {
            var cells = new List<string> { file, p.Verdict.ToString() };
            if (p.Classes is { } classes)
                cells.AddRange([p.Class!, Sorted([.. classes.Select(c => (c.Name, c.Probability))])]);
            if (p.Labels is { } labels)
                cells.AddRange([
                    First([.. labels.Where(l => l.Applies).OrderByDescending(l => l.Probability).Select(l => l.Name)]),
                    Sorted([.. labels.Select(l => (l.Name, l.Probability))]),
                ]);
            if (verbose)
                cells.AddRange([
                    $"{Score(p.Domain.Score)} (cut {(p.Domain.Cut is { } cut ? Score(cut) : "none")})",
                    Probability(p.Domain.PValue),
                ]);
            if (verbose && p.NewClass is { } newClass)
                cells.Add(Probability(newClass.PValue));
            foreach (var set in sets ? new[] { p.ClassSet, p.LabelSet } : [])
                if (set is not null)
                    cells.Add(set.Count == 0 ? "(none)" : First(set));
            table.AddRow([.. cells.Select(Screen.Cell)]);
        }
        _images.Clear();
        // Nothing of a line of progress stays in between.
        Print("");
        Screen.Write(table);
    }

    private string Sorted((string Name, double Probability)[] all) =>
        First([.. all.OrderByDescending(x => x.Probability).Select(x => $"{x.Name} {Probability(x.Probability)}")]);

    private string First(IReadOnlyList<string> all)
    {
        int most = top ?? (verbose ? all.Count : MostNames);
        string first = string.Join(", ", all.Take(most));
        return all.Count <= most ? first : $"{first} and {all.Count - most} more (--verbose)";
    }

    private static string Score(double value) => value.ToString("g4", CultureInfo.InvariantCulture);

    private static string Probability(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
