using System.Globalization;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Output;

/// <summary>
/// Answers as CSV, an image per row: verdict, class, the labels that apply, the domain check, the sets, and one column for each
/// class's and label's probability; of a file that could not be used only the reason.
/// </summary>
internal sealed class PredictionCsv : PredictionOutput
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

    private static IEnumerable<string> Header(PredictResult part) =>
        [
            "file",
            "reason",
            "verdict",
            "class",
            "labels",
            "domain_score",
            "domain_p_value",
            "new_class_p_value",
            "class_set",
            "label_set",
            .. (part.ClassNames ?? []).Select(name => $"class:{name}"),
            .. (part.LabelNames ?? []).Select(name => $"label:{name}"),
        ];

    private static IEnumerable<string> Row(PredictedImage image)
    {
        var (file, answer) = image;
        return
        [
            file,
            "",
            answer.Verdict.ToString(),
            answer.Class ?? "",
            string.Join(';', (answer.Labels ?? []).Where(label => label.Applies).Select(label => label.Name)),
            Number(answer.Domain.Score),
            Number(answer.Domain.PValue),
            answer.NewClass is { } newClass ? Number(newClass.PValue) : "",
            string.Join(';', answer.ClassSet ?? []),
            string.Join(';', answer.LabelSet ?? []),
            .. (answer.Classes ?? []).Select(x => Number(x.Probability)),
            .. (answer.Labels ?? []).Select(x => Number(x.Probability)),
        ];
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
