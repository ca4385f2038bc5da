using System.Globalization;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Html;

/// <summary>What a run changed, as one page with pictures: no script, nothing loaded.</summary>
internal static class ChangesPage
{
    public static string Render(RunChanges changes)
    {
        Section[] sections =
        [
            new(
                "decision",
                "Decision",
                changes.Decision,
                Markup.Format($"{PlainPage.Off(changes.SwitchedOff)}{List(changes.Data)}")
            ),
            .. changes.Settings.Count == 0
                ? Array.Empty<Section>()
                :
                [
                    new Section(
                        "settings",
                        "Settings",
                        "What the project says otherwise than then.",
                        Settings(changes)
                    ),
                ],
            .. changes.Figures.Count == 0
                ? Array.Empty<Section>()
                :
                [
                    new Section(
                        "figures",
                        "Figures",
                        "Both on the same images, by today's code. The intervals are paired; beyond chance is what holds after "
                            + "correction for the number of figures.",
                        Figures(changes)
                    ),
                ],
            new("answers", "Answers", ChangesText.Answers(changes), Answers(changes)),
        ];
        return PlainPage.Render(
            "Changes",
            $"Run {changes.Run}",
            $"against run {changes.Champion}, which was champion",
            sections
        );
    }

    private static Markup Settings(RunChanges changes) =>
        Table.Words(
            "Settings that differ",
            ["setting", $"run {changes.Champion}", $"run {changes.Run}"],
            changes.Settings.Select(x =>
                new[] { Table.Text(x.Name), Markup.Name(x.Before ?? "not given"), Markup.Name(x.After ?? "not given") }
            )
        );

    private static Markup Figures(RunChanges changes) =>
        Table.Numbers(
            "Figures of both",
            ["figure", $"run {changes.Champion}", $"run {changes.Run}", "difference", "95% interval", "beyond chance"],
            changes.Figures.Select(x => ChangesText.Cells(x).Select(Table.Text))
        );

    private static Markup Answers(RunChanges changes)
    {
        (string Title, IEnumerable<ChangedAnswer> Answers)[] groups =
        [
            ("Wrong now, right before", changes.Answers.Where(x => x.WasRight)),
            ("Right now, wrong before", changes.Answers.Where(x => x.IsRight)),
            ("Wrong both times", changes.Answers.Where(x => !x.WasRight && !x.IsRight)),
        ];
        int left = changes.Changed - changes.Answers.Count;
        return Markup.Format(
            $"""
            {groups.Where(x => x.Answers.Any()).Select(x =>
                Markup.Format(
                    $"<h3>{x.Title}</h3><div class=\"gallery\">{x.Answers.Select(Figure)}</div>"
                )
            )}
            {(left > 0
                ? Markup.Format(
                    $"<p class=\"note\">{left.ToString(CultureInfo.InvariantCulture)} more are left out here.</p>"
                )
                : Markup.Empty)}
            """
        );
    }

    private static Markup Figure(ChangedAnswer x) =>
        Markup.Format(
            $"""
            <figure class="small">{(x.Picture is { } picture
                ? Markup.Format($"<img src=\"{picture}\" alt=\"\">")
                : Markup.Format($"<span class=\"missing\">no picture</span>"))}<figcaption>is {Html.Pictures.Names(
                x.Truth,
                "no label"
            )}; was {Html.Pictures.Names(x.Before, "no label")}, now {Html.Pictures.Names(
                x.After,
                "no label"
            )} {Html.Pictures.File(x.File)}</figcaption></figure>
            """
        );

    private static Markup List(IReadOnlyList<string> lines) =>
        lines.Count == 0
            ? Markup.Empty
            : Markup.Format($"<ul>{lines.Select(line => Markup.Format($"<li>{line}</li>"))}</ul>");
}
