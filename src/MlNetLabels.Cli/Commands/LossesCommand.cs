using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MlNetLabels.Cli.Output;
using MlNetLabels.Heads;
using Spectre.Console;

namespace MlNetLabels.Cli.Commands;

/// <summary>The article's arithmetic: why softmax sums to one and sigmoids do not.</summary>
internal static class LossesCommand
{
    public static Command Create()
    {
        var logits = new Argument<double[]>("logits")
        {
            Description = "Raw outputs of a model, one per class or label.",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = Numbers,
        };
        var labels = new Option<string?>("--labels")
        {
            Description = "A label set as 0s and 1s, one a logit, such as 1,0,1: prints its BCE-with-logits.",
        };
        var json = CommonOptions.Json();
        var command = new Command("losses", "Work softmax, sigmoid, cross-entropy and BCE-with-logits out by hand.")
        {
            logits,
            labels,
            json,
        };
        Help.AddExamples(command, "losses 1.1479 -1.3265 1.2661", "losses 1.1479 -1.3265 1.2661 --labels 1,0,1");
        command.SetAction(parsed =>
        {
            var result = Work(parsed.GetValue(logits)!, parsed.GetValue(labels));
            if (parsed.GetValue(json))
                Json.Write(result);
            else
                Print(result);
            return ExitCode.Done;
        });
        return command;
    }

    private static double[]? Numbers(ArgumentResult result)
    {
        var numbers = new List<double>();
        foreach (var token in result.Tokens)
            if (double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
                numbers.Add(number);
            else
            {
                result.AddError(
                    $"'{token.Value}' is no number. Give a model's raw outputs, decimals with a point: losses 1.15 -1.33 1.27."
                );
                return null;
            }
        return [.. numbers];
    }

    private static LossesJson Work(double[] logits, string? labelSet)
    {
        if (Array.FindIndex(logits, z => !double.IsFinite(z)) is >= 0 and int bad)
            throw new SetUpException($"Logit {bad + 1} is {logits[bad]}; give finite numbers.");
        int[]? labels = labelSet is null ? null : ParseLabels(labelSet, logits.Length);
        double[] softmax = Losses.Softmax(logits),
            sigmoid = [.. logits.Select(Losses.Sigmoid)];
        double[]? bce = labels is null
            ? null
            : [.. logits.Zip(labels, (z, y) => Losses.BinaryCrossEntropyWithLogits(z, y == 1))];
        return new LossesJson(
            logits,
            softmax,
            softmax.Sum(),
            sigmoid,
            sigmoid.Sum(),
            [.. logits.Select((_, k) => Losses.CrossEntropy(logits, k))],
            labels,
            bce,
            bce?.Average()
        );
    }

    private static int[] ParseLabels(string text, int count)
    {
        string[] parts = text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != count || parts.Any(p => p is not ("0" or "1")))
            throw new SetUpException($"--labels is '{text}'; give {count} times 0 or 1, separated by commas.");
        return [.. parts.Select(p => p == "1" ? 1 : 0)];
    }

    private static void Print(LossesJson result)
    {
        var table = new Table()
            .RoundedBorder()
            .AddColumns("", "logit", "softmax", "sigmoid", "cross-entropy if this is the class", "BCE-with-logits");
        for (int k = 0; k < result.Logits.Count; k++)
        {
            string bce = result.BceWithLogits is null
                ? $"{F(Losses.BinaryCrossEntropyWithLogits(result.Logits[k], true))} if there, "
                    + $"{F(Losses.BinaryCrossEntropyWithLogits(result.Logits[k], false))} if not"
                : $"{F(result.BceWithLogits[k])} ({(result.LabelSet![k] == 1 ? "there" : "not there")})";
            table.AddRow(
                $"{k + 1}",
                F(result.Logits[k]),
                F(result.Softmax[k]),
                F(result.Sigmoid[k]),
                F(result.CrossEntropy[k]),
                bce
            );
        }
        table.AddRow(
            "sum",
            "",
            F(result.SoftmaxSum),
            F(result.SigmoidSum),
            "",
            result.BceWithLogitsMean is { } mean ? $"{F(mean)} mean" : ""
        );
        Screen.Write(table);
        Console.Out.WriteLine(
            "Softmax shares one unit of probability among all classes, so something always looks likely. Each sigmoid "
                + "stands alone: all may be small."
        );
    }

    private static string F(double value) =>
        value.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture);
}
