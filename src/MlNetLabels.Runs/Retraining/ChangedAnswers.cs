using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Reports;

namespace MlNetLabels.Runs.Retraining;

/// <summary>Test images that two models answer otherwise.</summary>
/// <param name="Shown">Those that have room, with pictures.</param>
/// <param name="Changed">All of them.</param>
/// <param name="Compared">Images that both answered.</param>
internal sealed record ChangedAnswers(IReadOnlyList<ChangedAnswer> Shown, int Changed, int Compared)
{
    private const int MostShown = 60,
        Side = 128;

    public static ChangedAnswers None { get; } = new([], 0, 0);

    /// <param name="contentsBefore">The images that the champion answered.</param>
    /// <param name="before">What it said of each.</param>
    /// <param name="test">The test images.</param>
    /// <param name="after">What the new model says of each.</param>
    public static ChangedAnswers Find(
        IReadOnlyList<string> contentsBefore,
        IReadOnlyList<Prediction> before,
        EmbeddedDataset test,
        IReadOnlyList<Prediction> after
    )
    {
        var known = new Dictionary<string, Prediction>(StringComparer.Ordinal);
        foreach (var (content, answer) in contentsBefore.Zip(before))
            known[content] = answer;
        int[] compared = [.. Enumerable.Range(0, after.Count).Where(i => known.ContainsKey(test.Contents[i]))];
        var changed = compared
            .Select(i => (Row: test.Dataset.Rows[i], Answer: Answer(test, i, known[test.Contents[i]], after[i])))
            .Where(x => !x.Answer.Before.SequenceEqual(x.Answer.After))
            .OrderBy(x =>
                x.Answer.WasRight ? 0
                : x.Answer.IsRight ? 1
                : 2
            )
            .ThenBy(x => x.Answer.File, StringComparer.Ordinal)
            .ToArray();
        return new(
            [.. changed.Take(MostShown).Select(x => x.Answer with { Picture = ReportRun.Picture(x.Row.Path, Side) })],
            changed.Length,
            compared.Length
        );
    }

    private static ChangedAnswer Answer(EmbeddedDataset test, int i, Prediction before, Prediction after)
    {
        var row = test.Dataset.Rows[i];
        bool byClass = before.Class is not null && after.Class is not null;
        return new(
            row.File,
            null,
            [.. test.Dataset.LabelNames.Where((_, k) => row.Labels[k] == LabelState.Present)],
            Names(before, byClass),
            Names(after, byClass)
        );
    }

    private static IReadOnlyList<string> Names(Prediction answer, bool byClass) =>
        byClass
            ? [answer.Class!]
            : [.. (answer.Labels ?? []).Where(x => x.Applies).Select(x => x.Name).Order(StringComparer.Ordinal)];
}
