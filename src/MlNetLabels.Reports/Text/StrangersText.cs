using MlNetLabels.Evaluation;

namespace MlNetLabels.Reports.Text;

/// <summary>Both questions of a domain check in words and cells.</summary>
internal static class StrangersText
{
    public const string Title = "Strangers, near and far";

    public static string[] Headers { get; } =
    ["images", "distance", "count", "another kind", "unsure", "either", "AUROC, another kind", "AUROC, unsure"];

    public static IReadOnlyList<string> Cells(StrangersRow row) =>
        [
            row.Set,
            row.Distance ?? "",
            Figures.Count(row.Count),
            Figures.Percent(row.OtherKind),
            Figures.Percent(row.Unsure),
            Figures.Percent(row.Either),
            row.OtherKindAuroc is null ? "" : Figures.Number(row.OtherKindAuroc),
            row.UnsureAuroc is null ? "" : Figures.Number(row.UnsureAuroc),
        ];

    /// <summary>What each question that is on promises, and both together.</summary>
    public static string Promise(DomainCheckReport check) =>
        (check.IsOn ? check.RejectRate : null, check.NewClass?.Cut is null ? null : check.NewClass?.UnsureRate) switch
        {
            (null, null) => "Both are off: too few images were held out to set their cuts.",
            (null, { } unsure) => "The first is OFF, the second is on: of in-domain images at most "
                + $"{Figures.Percent(unsure)} are to be called unsure.",
            ({ } reject, null) => "The second is OFF, the first is on: of in-domain images at most "
                + $"{Figures.Percent(reject)} are to be called of another kind.",
            ({ } reject, { } unsure) =>
                $"Of in-domain images at most {Figures.Percent(reject)} are to be called of another kind, at most "
                    + $"{Figures.Percent(unsure)} unsure, and so at most {Figures.Percent(Math.Min(1, reject + unsure))} either.",
        };
}
