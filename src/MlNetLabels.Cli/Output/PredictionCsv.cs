using System.Globalization;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Output;

/// <summary>
/// Answers as CSV, an image per row: verdict, class, the labels that apply, whether probabilities are
/// calibrated, both checks and the sets, each with whether it is on, and one column for each
/// class's and label's probability, or two for each of the likeliest few; of a file that could not be used only the
/// reason.
/// </summary>
/// <param name="top">How many those are; null for a column for each name.</param>
internal sealed class PredictionCsv(int? top) : PredictionOutput
{
    private bool _hasBegun;

    protected override void Add(PredictResult part)
    {
        var rows = new List<IEnumerable<string>>();
        if (!_hasBegun)
            rows.Add(Header(part));
        _hasBegun = true;
        rows.AddRange(part.Images.Select(Row));
        int blank = Header(part).Count() - 2;
        rows.AddRange(
            part.Skipped.Concat(part.LeftOut)
                .Select(x => (IEnumerable<string>)[x.File, x.Reason, .. Enumerable.Repeat("", blank)])
        );
        Print(CsvText.Write(rows));
    }

    private IEnumerable<string> Header(PredictResult part) =>
        [
            "file",
            "reason",
            "verdict",
            "class",
            "labels",
            "calibrated",
            "domain_check",
            "domain_score",
            "domain_p_value",
            "new_class_check",
            "new_class_p_value",
            "sets",
            "class_set",
            "label_set",
            .. Columns("class", part.ClassNames ?? []),
            .. Columns("label", part.LabelNames ?? []),
        ];

    private IEnumerable<string> Row(PredictedImage image)
    {
        var (file, answer) = image;
        return
        [
            file,
            "",
            answer.Verdict.ToString(),
            answer.Class ?? "",
            string.Join(';', (answer.Labels ?? []).Where(label => label.Applies).Select(label => label.Name)),
            answer.IsCalibrated ? "yes" : "no",
            OnOrOff(answer.Domain.IsOn) ?? "",
            Number(answer.Domain.Score),
            Number(answer.Domain.PValue),
            OnOrOff(answer.NewClass?.IsOn) ?? "",
            answer.NewClass is { } newClass ? Number(newClass.PValue) : "",
            SetsOn(answer) ?? "",
            string.Join(';', answer.ClassSet ?? []),
            string.Join(';', answer.LabelSet ?? []),
            .. Cells([.. (answer.Classes ?? []).Select(x => (x.Name, x.Probability))]),
            .. Cells([.. (answer.Labels ?? []).Select(x => (x.Name, x.Probability))]),
        ];
    }

    private IEnumerable<string> Columns(string kind, IReadOnlyList<string> names) =>
        top is { } most
            ? Enumerable
                .Range(1, Math.Min(most, names.Count))
                .SelectMany(i => new[] { $"{kind}_{i}", $"{kind}_{i}_probability" })
            : names.Select(name => $"{kind}:{name}");

    private IEnumerable<string> Cells((string Name, double Probability)[] all) =>
        top is { } most
            ? all.OrderByDescending(x => x.Probability)
                .Take(most)
                .SelectMany(x => new[] { x.Name, Number(x.Probability) })
            : all.Select(x => Number(x.Probability));

    /// <summary>Whether prediction sets are on, or those of which are; null where there are none.</summary>
    public static string? SetsOn(MlNetLabels.Models.Prediction answer) =>
        (answer.IsClassSetOn, answer.IsLabelSetOn) switch
        {
            (null, var labels) => OnOrOff(labels),
            (var classes, null) => OnOrOff(classes),
            (true, false) => "classes",
            (false, true) => "labels",
            (var both, _) => OnOrOff(both),
        };

    /// <summary>Whether something of a model is at work; null where the model has no such thing.</summary>
    public static string? OnOrOff(bool? isOn) =>
        isOn switch
        {
            true => "on",
            false => "off",
            null => null,
        };

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
