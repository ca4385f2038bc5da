using System.Globalization;
using MlNetLabels.Models;
using Spectre.Console;

namespace MlNetLabels.Cli.Output;

/// <summary>A trained model in a few lines: whether its domain check works, one table, and where it lies.</summary>
internal static class ModelSummary
{
    private const int MostLabels = 10;

    public static void Print(ModelDescription model, string path, bool verbose)
    {
        if (model.Domain is { Cut: null, ValidationImages: > 0 } off)
            Console.Out.WriteLine(
                "The domain check is OFF, no image is ever rejected: "
                    + $"{(off.ByGroup ? off.ValidationGroups : off.ValidationImages)} validation "
                    + $"{(off.ByGroup ? "groups" : "images")}, "
                    + $"{Math.Ceiling(1 / off.RejectRate - 1e-9) - 1} are needed."
            );
        if (model.Softmax is { } softmax)
            Screen.Write(verbose ? Softmax(softmax) : Heads(softmax, model.Labels));
        if (model.Labels is { } labels && (verbose || model.Softmax is null))
            Screen.Write(Labels(labels, verbose));
        if (verbose)
            Console.Out.WriteLine($"Domain check: {model.Domain.Why}");
        if (model.Domain is { Cut: { } cut } used)
            Console.Out.WriteLine(
                $"{(verbose ? $"Cut: {F(cut)}, accepts" : "Domain check: accepts")} {P(used.ValidationCoverage)} of "
                    + $"{used.ValidationImages} validation images{(used.ByGroup ? $" of {used.ValidationGroups} groups" : "")} "
                    + $"(promised: {P(1 - used.RejectRate)})."
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

    private static Table Heads(SoftmaxDescription softmax, LabelsDescription? labels)
    {
        var table = new Table()
            .RoundedBorder()
            .Title("on validation images")
            .AddColumns("head", "answers", "lambda", "figure", "log-loss")
            .AddRow(
                "softmax head",
                $"one of {softmax.Classes.Count} classes",
                F(softmax.L2),
                $"accuracy {P(softmax.Validation?.Accuracy)}",
                F(softmax.Validation?.LogLoss)
            );
        if (labels is not null)
            table.AddRow(
                "label heads",
                $"any of {labels.Names.Count} labels",
                F(labels.L2),
                $"micro F1 {F(labels.Validation?.MicroF1)}",
                F(labels.Validation?.LogLoss)
            );
        return table;
    }

    private static Table Softmax(SoftmaxDescription softmax) =>
        new Table()
            .RoundedBorder()
            .Title("softmax head, on validation images")
            .AddColumns("classes", "lambda", "temperature", "accuracy", "log-loss", "ECE")
            .AddRow(
                F(softmax.Classes.Count),
                F(softmax.L2),
                F(softmax.Temperature),
                F(softmax.Validation?.Accuracy),
                F(softmax.Validation?.LogLoss),
                F(softmax.Validation?.Ece)
            );

    private static Table Labels(LabelsDescription labels, bool verbose)
    {
        var table = new Table()
            .RoundedBorder()
            .Title($"label heads, on validation images (lambda {F(labels.L2)})")
            .AddColumns("label", "threshold", "rule", "precision", "recall", "F1", "calibration");
        int shown = verbose ? labels.Names.Count : Math.Min(labels.Names.Count, MostLabels);
        for (int k = 0; k < shown; k++)
        {
            var choice = labels.Thresholds[k];
            table.AddRow(
                Markup.Escape(choice.Label),
                F(choice.Threshold),
                choice.Rule.ToString(),
                F(choice.Precision),
                F(choice.Recall),
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
            _ => "none",
        };

    private static string F(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "-";

    private static string P(double? share) =>
        share is { } s ? (s * 100).ToString("0.#", CultureInfo.InvariantCulture) + "%" : "-";
}
