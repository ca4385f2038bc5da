using System.Globalization;
using MlNetLabels.Models;
using Spectre.Console;

namespace MlNetLabels.Cli.Output;

/// <summary>A trained model in a few lines: whether its domain check works, one table, and where it lies.</summary>
internal static class ModelSummary
{
    private const int MostLabels = 10;

    public static void Print(Model trained, string path, bool verbose)
    {
        var model = trained.Description;
        bool isCross = model.CrossFolds > 0;
        string held = isCross ? "images held out in turn" : "validation images";
        var (images, groups, coverage) = isCross
            ? (model.Domain.OutOfFoldImages, model.Domain.OutOfFoldGroups, model.Domain.OutOfFoldCoverage)
            : (model.Domain.ValidationImages, model.Domain.ValidationGroups, model.Domain.ValidationCoverage);
        Screen.WriteOff(trained.SwitchedOff());
        if (model.Softmax is { } softmax)
            Screen.Write(verbose ? Softmax(softmax, held) : Heads(softmax, model.Labels, held));
        if (model.Labels is { } labels && (verbose || model.Softmax is null))
            Screen.Write(Labels(labels, held, verbose));
        if (verbose)
            Console.Out.WriteLine($"Domain check: {model.Domain.Why}");
        if (model.Domain is { Cut: { } cut } used)
            Console.Out.WriteLine(
                $"{(verbose ? $"Cut: {F(cut)}, accepts" : "Domain check: accepts")} {P(coverage)} of "
                    + $"{images} {held}{(used.ByGroup ? $" of {groups} groups" : "")} "
                    + $"({(isCross || trained.DomainWarning() is not null ? "aimed at" : "promised")}: {P(1 - used.RejectRate)})."
            );
        if (model.Domain.NewClass is { Cut: not null } newClass)
            Console.Out.WriteLine(
                $"New classes: calls {P(newClass.UnsureRate)} of in-domain images unsure at most"
                    + (
                        model.Domain.Cut is null
                            ? "; rejects none."
                            : $"; rejected or unsure: {P(Math.Min(1, newClass.UnsureRate + model.Domain.RejectRate))} at most."
                    )
            );
        if (model.Domain.ChoiceAuroc is { } chosen)
            Console.Out.WriteLine(
                $"AUROC on {model.Domain.ChoiceImages} validation out-of-domain images: "
                    + string.Join(", ", chosen.OrderByDescending(a => a.Value).Select(a => $"{a.Key} {F(a.Value)}"))
            );
        if (model.LabelsWithoutNegatives is not null)
            Console.Out.WriteLine(
                $"Known negatives among the training images: {model.Negatives}; evaluate and demo show the "
                    + "label heads with and without them."
            );
        Console.Out.WriteLine($"Model: {path}");
    }

    private static Table Heads(SoftmaxDescription softmax, LabelsDescription? labels, string held)
    {
        var table = new Table()
            .RoundedBorder()
            .Title($"on {held}")
            .AddColumns("head", "answers", "lambda", "figure", "log-loss")
            .AddRow(
                "softmax head",
                $"one of {softmax.Classes.Count} classes",
                Figures.Compact(softmax.L2),
                $"accuracy {P((softmax.OutOfFold ?? softmax.Validation)?.Accuracy)}",
                F((softmax.OutOfFold ?? softmax.Validation)?.LogLoss)
            );
        if (labels is not null)
            table.AddRow(
                "label heads",
                $"any of {labels.Names.Count} labels",
                Figures.Compact(labels.L2),
                $"micro F1 {F((labels.OutOfFold ?? labels.Validation)?.MicroF1)}",
                F((labels.OutOfFold ?? labels.Validation)?.LogLoss)
            );
        return table;
    }

    private static Table Softmax(SoftmaxDescription softmax, string held) =>
        new Table()
            .RoundedBorder()
            .Title($"softmax head, on {held}")
            .AddColumns("classes", "lambda", "temperature", "accuracy", "log-loss", "ECE")
            .AddRow(
                F(softmax.Classes.Count),
                Figures.Compact(softmax.L2),
                F(softmax.Temperature),
                P((softmax.OutOfFold ?? softmax.Validation)?.Accuracy),
                F((softmax.OutOfFold ?? softmax.Validation)?.LogLoss),
                F((softmax.OutOfFold ?? softmax.Validation)?.Ece)
            );

    private static Table Labels(LabelsDescription labels, string held, bool verbose)
    {
        var table = new Table()
            .RoundedBorder()
            .Title($"label heads, on {held} (lambda {Figures.Compact(labels.L2)})")
            .AddColumns("label", "threshold", "rule", "precision", "recall", "F1", "calibration");
        int shown = verbose ? labels.Names.Count : Math.Min(labels.Names.Count, MostLabels);
        for (int k = 0; k < shown; k++)
        {
            var choice = labels.Thresholds[k];
            table.AddRow(
                Screen.Cell(choice.Label),
                F(choice.Threshold),
                choice.Rule.ToString(),
                P(choice.Precision),
                P(choice.Recall),
                F(choice.F1),
                Method(labels, k)
            );
        }
        if (shown < labels.Names.Count)
            table.Caption($"and {labels.Names.Count - shown} more labels (--verbose)");
        return table;
    }

    private static string Method(LabelsDescription labels, int label) =>
        labels.Calibration[label] switch
        {
            Calibration.PlattScaling => "Platt",
            Calibration.IsotonicCalibration => "isotonic",
            _ => labels.NotCalibrated.ContainsKey(labels.Names[label]) ? "NOT calibrated" : "as trained",
        };

    private static string F(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "-";

    private static string P(double? share) => share is null ? "-" : Figures.Percent(share);
}
