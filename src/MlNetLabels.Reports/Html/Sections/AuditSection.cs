using MlNetLabels.Audit;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>What the section about data says of duplicates, leakage and labels that are probably wrong.</summary>
internal static class AuditSection
{
    private const int SuspectsAtFirst = 24;

    // Of what is listed first, so many are wrong at least.
    private const double Sure = 0.7,
        Reliable = 0.9;

    public static Markup Balance(DataAuditReport? audit) =>
        audit is null ? Markup.Empty : Markup.Format($"{Imbalance(audit)}{Negatives(audit)}");

    private static Markup Imbalance(DataAuditReport audit) =>
        audit is not { Imbalance: { } imbalance, Extremes: [var most, var least] } ? Markup.Empty
        : imbalance < 1.05 ? Markup.Format($"<p>All have about as many images.</p>")
        : Markup.Format(
            $"""
            <p>{Markup.Name(most)} has {Figures.Number(imbalance, 1)} times as many images as {Markup.Name(least)}.</p>

            """
        );

    private static Markup Negatives(DataAuditReport audit)
    {
        string what =
            audit.WithoutLabel == 1
                ? "has no class or label: a known negative"
                : "have no class or label: known negatives";
        return audit.WithoutLabel == 0
            ? Markup.Empty
            : Markup.Format($"<p>{Figures.Plural(audit.WithoutLabel, "image")} {what}.</p>");
    }

    public static Markup Duplicates(DataAuditReport audit) =>
        Markup.Format(
            $"""
            <h3>Duplicates</h3>{Groups("Equal files", audit.Exact)}{(
                audit.Near is { } near ? Groups("Nearly equal images", near) : Markup.Empty
            )}
            """
        );

    private static Markup Groups(string title, DuplicatesReport found)
    {
        string count =
            found.GroupCount == 0
                ? "none found"
                : $"{Figures.Plural(found.Images, "image")} in {Figures.Plural(found.GroupCount, "group")}, "
                    + $"{found.AcrossSplits} across splits";
        return Markup.Format(
            $"""
            <h4>{title} <small>{count}</small></h4><p class="note">{found.About}</p>
            {(
                found.Groups.Count == 0
                    ? Markup.Empty
                    : Table.Folded(
                        found.Groups.Count < found.GroupCount
                            ? $"The {found.Groups.Count} that matter most"
                            : $"{Figures.Plural(found.Groups.Count, "group")}",
                        Markup.Format(
                            $"<div class=\"groups\">{found.Groups.Select(x => Group(x, found.Threshold is not null))}</div>"
                        )
                    )
            )}

            """
        );
    }

    private static Markup Group(DuplicateGroup group, bool isNear) =>
        Markup.Format(
            $"""
            <div class="group filtered"><p>{Figures.Plural(group.Count, "image")}{(
                isNear ? $", similarity {Figures.Number(group.Similarity)}" : ""
            )}{Flag(group.AcrossSplits, "across splits")}{Flag(group.LabelsDiffer, "labels differ")}</p>
            <div class="strip">{group.Images.Select(Image)}</div></div>

            """
        );

    private static Markup Flag(bool isRaised, string words) =>
        isRaised ? Markup.Format($" <strong class=\"failed\">{words}</strong>") : Markup.Empty;

    private static Markup Image(AuditImage image) =>
        Pictures.Small(
            image.Picture,
            Markup.Format(
                $"{Pictures.Names(image.Names, "no label")} <small>{image.Use}</small>{Pictures.File(image.File)}"
            ),
            Filter.Keys(image.Names, image.Verdict)
        );

    public static Markup Leakage(LeakageReport? leakage)
    {
        if (leakage is null)
            return Markup.Empty;
        string have = leakage.Leaked == 1 ? "has" : "have";
        return Markup.Format(
            $"""
            <h3>Leakage</h3><p>{leakage.Leaked} of {Figures.Plural(leakage.TestImages, "test image")} {have} an equal or
            nearly equal image among those that the model learned from. Figures without them are the honest ones; a
            <code>group</code> column keeps such images together.</p>
            {Table.Numbers(
                "Figures with and without leaked test images",
                ["Figure", "All test images", "Without leaked", "Leaked alone"],
                leakage.Effects.Select(Effect)
            )}

            """
        );
    }

    private static IEnumerable<Markup> Effect(LeakageEffect x) =>
        [
            Markup.Format(
                $"<span class=\"key {x.Head}\">{HeadNames.Title(x.Head)}</span> {MetricNames.InWords(x.Metric)}"
            ),
            .. new[] { x.All, x.WithoutLeaked, x.LeakedOnly }.Select(figure =>
                Table.Text(MetricNames.Format(x.Metric, figure))
            ),
        ];

    /// <param name="errors">What was found; null where it was not looked for.</param>
    /// <param name="accuracy">Of the heads that look for wrong labels, on images held out; null of label sets.</param>
    public static Markup LabelErrors(LabelErrorsReport? errors, double? accuracy)
    {
        if (errors is null)
            return Markup.Empty;
        string count =
            errors.Count == 0
                ? "none found"
                : $"{Figures.Plural(errors.Count, "label")} on {Figures.Plural(errors.Images, "image")}";
        LabelSuspect[] shown = [.. errors.Suspects.Take(ReportLimits.AuditEntries)],
            sure = [.. shown.Take(SuspectsAtFirst).TakeWhile(x => x.ProbabilityOfWrong is not < Sure)];
        return Markup.Format(
            $"""
            <h3>Labels that are probably wrong <small>{count}</small></h3><p class="note">{errors.About}</p>
            {Share(errors)}{Doubt(accuracy)}{Suspects(sure)}{LessSure(shown[sure.Length..], errors.Count - sure.Length)}
            {(errors.Count == 0 ? Markup.Empty : Table.Folded("By class or label", PerName(errors.PerName)))}

            """
        );
    }

    // Heads that are often wrong themselves cannot contradict a label.
    private static Markup Doubt(double? accuracy) =>
        accuracy is { } share && share < Reliable
            ? Markup.Format(
                $"""
                <p class="note">The heads that look for them are right on {Figures.Percent(
                    share
                )} of the images held out:
                many wrong labels cannot be told by them, and the share above may be too low.</p>

                """
            )
            : Markup.Empty;

    private static Markup Share(LabelErrorsReport errors)
    {
        string estimated = errors.EstimatedShare is { } share
            ? $"An estimated {Figures.Percent(share)} of all labels are wrong, those that cannot be told included. "
            : "";
        return errors.Suspects.Count == 0
            ? Markup.Format($"<p>{estimated}</p>")
            : Markup.Format(
                $"""
                <p>{estimated}The whole list is <code>{SuspectedLabelsCsv.FileName}</code>: fill in its column
                <code>{SuspectedLabelsCsv.Correct}</code> and give it to <code>train --corrections</code>.</p>

                """
            );
    }

    /// <param name="suspects">Those that are not shown at first.</param>
    /// <param name="counted">How many of them the heading counts; below 1 for none.</param>
    private static Markup LessSure(LabelSuspect[] suspects, int counted) =>
        suspects.Length == 0
            ? Markup.Empty
            : Table.Folded(
                $"{suspects.Length} less sure {(suspects.Length == 1 ? "one" : "ones")}, "
                    + $"{(counted < 1 ? "none" : Math.Min(counted, suspects.Length))} of them counted above",
                Suspects(suspects)
            );

    private static Markup PerName(IReadOnlyList<SuspectCount> names) =>
        Table.Numbers(
            "Suspected labels",
            ["Class or label", "Given on", "Probably should not have it", "Probably should have it"],
            names
                .Where(x => x.SuspectGiven + x.SuspectMissing > 0)
                .Select(x =>
                    (IEnumerable<Markup>)
                        [
                            Markup.Name(x.Name),
                            .. new[] { x.Given, x.SuspectGiven, x.SuspectMissing }.Select(n =>
                                Table.Text(Figures.Count(n))
                            ),
                        ]
                )
        );

    private static Markup Suspects(IEnumerable<LabelSuspect> suspects) =>
        Markup.Format($"<div class=\"strip suspects\">{suspects.Select(Suspect)}</div>");

    private static Markup Suspect(LabelSuspect suspect) =>
        Pictures.Small(
            suspect.Image.Picture,
            Markup.Format(
                $"""
                {(
                    suspect.Label is { } label ? Markup.Format($"<b>{Markup.Name(label)}</b><br>") : Markup.Empty
                )}labelled {Markup.Name(suspect.Given)}<br>
                probably {Markup.Name(suspect.Suggested)} <small>{Wrong(suspect)}</small>{Pictures.File(
                    suspect.Image.File
                )}
                """
            ),
            Filter.Keys(suspect.Label is { } name ? [name] : [suspect.Given, suspect.Suggested], suspect.Image.Verdict)
        );

    private static string Wrong(LabelSuspect suspect) =>
        suspect.ProbabilityOfWrong is { } wrong
            ? $"{Figures.Percent(wrong)} wrong"
            : Figures.Number(suspect.ProbabilityOfSuggested, 2);

    public static Markup Notes(DataAuditReport audit) =>
        audit.Notes.Count == 0
            ? Markup.Empty
            : Markup.Format($"<ul class=\"warnings\">{audit.Notes.Select(x => Markup.Format($"<li>{x}</li>"))}</ul>");
}
