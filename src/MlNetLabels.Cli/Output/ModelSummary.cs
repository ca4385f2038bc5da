using System.Globalization;
using MlNetLabels.Models;
using Spectre.Console;

namespace MlNetLabels.Cli.Output;

/// <summary>A trained model in a few lines.</summary>
internal static class ModelSummary
{
    public static void Print(ModelDescription description, string path)
    {
        if (description.Softmax is { } softmax)
        {
            var table = new Table()
                .RoundedBorder()
                .Title("softmax head, on validation images")
                .AddColumns("classes", "lambda", "temperature", "accuracy", "log-loss", "ECE");
            var metrics = softmax.Validation;
            table.AddRow(
                F(softmax.Classes.Count),
                F(softmax.L2),
                F(softmax.Temperature),
                F(metrics?.Accuracy),
                F(metrics?.LogLoss),
                F(metrics?.Ece)
            );
            Screen.Write(table);
        }
        if (description.Labels is { } labels)
        {
            var table = new Table()
                .RoundedBorder()
                .Title($"label heads, on validation images (lambda {F(labels.L2)})")
                .AddColumns("label", "threshold", "rule", "precision", "recall", "F1", "calibration");
            for (int k = 0; k < labels.Names.Count; k++)
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
            Screen.Write(table);
        }
        var domain = description.Domain;
        Console.Out.WriteLine($"Domain check: {domain.Why}");
        if (cut is { Cut: null })
            Console.Out.WriteLine(
                $"The domain check is OFF and rejects nothing: {cut.Images} validation images are too few."
            );
        else if (cut is not null)
            Console.Out.WriteLine(
                $"Cut: {F(cut.Cut)}, accepts {P(cut.ValidationCoverage)} of {cut.Images} validation "
                    + $"images{(cut.ByGroup ? $" of {cut.Groups} groups" : "")} (promised: {P(1 - cut.RejectRate)})."
            );
        if (domain.ChoiceAuroc is { } chosen)
            Console.Out.WriteLine(
                $"AUROC on {domain.ChoiceImages} validation out-of-domain images: "
                    + $"{string.Join(", ", chosen.OrderByDescending(a => a.Value).Select(a => $"{a.Key} {F(a.Value)}"))}"
            );
        if (description.LabelsWithoutNegatives is not null)
            Console.Out.WriteLine(
                $"{description.Negatives} known negatives among the training images; evaluate and demo show the "
                    + $"label heads with and without them."
            );
        Console.Out.WriteLine($"Model: {path}");
    }

    private static string Method(LabelsDescription labels, int label) =>
        labels.Calibration[label] switch
        {
            Calibration.PlattScaling => "Platt",
            Calibration.IsotonicCalibration => "isotonic",
            _ => "none",
        };

    private static string P(double? share) => share?.ToString("0.#%", CultureInfo.InvariantCulture) ?? "-";

    private static string F(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "-";
}
