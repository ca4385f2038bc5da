using MlNetLabels.Data;

namespace MlNetLabels.Reports.Comparing;

/// <summary>
/// The results of one head in two reports on the images that both hold: row i of everything is the same image.
/// </summary>
/// <param name="Rows">Rows in A and in B.</param>
/// <param name="Names">Names in A's order.</param>
/// <param name="Truth">What is true of each row.</param>
/// <param name="A">Probabilities in A, row after row.</param>
/// <param name="B">Probabilities in B, in A's order of names.</param>
/// <param name="ThresholdsA">Thresholds in A.</param>
/// <param name="ThresholdsB">Thresholds in B, in A's order of names.</param>
/// <param name="Disagreeing">Shared images left out, since the reports do not agree on what is true of them.</param>
internal sealed record SharedImages(
    IReadOnlyList<(int A, int B)> Rows,
    IReadOnlyList<string> Names,
    LabelMatrix Truth,
    double[] A,
    double[] B,
    double[] ThresholdsA,
    double[] ThresholdsB,
    int Disagreeing
)
{
    public static SharedImages Match(ImageResults a, ImageResults b, HeadResults headA, HeadResults headB)
    {
        string[] namesB = [.. headB.Names];
        int[] columns = [.. headA.Names.Select(name => Array.IndexOf(namesB, name))];
        var (valuesA, valuesB) = (
            ProbabilityText.Read(headA.Probabilities)!,
            ProbabilityText.Read(headB.Probabilities)!
        );
        int n = columns.Length;
        var inB = b
            .Contents.Select((content, row) => (content, row))
            .GroupBy(x => x.content, x => x.row)
            .ToDictionary(g => g.Key, g => new Queue<int>(g));
        (int A, int B)[] shared =
        [
            .. a
                .Contents.Select(
                    (content, row) =>
                        (
                            A: row,
                            B: inB.TryGetValue(content, out var rows) && rows.TryDequeue(out int other) ? other : -1
                        )
                )
                .Where(x => x.B >= 0),
        ];
        (int A, int B)[] agreed =
        [
            .. shared.Where(x =>
                Enumerable.Range(0, n).All(k => headA.Truth[x.A * n + k] == headB.Truth[x.B * n + columns[k]])
            ),
        ];

        var truth = new LabelMatrix(agreed.Length, n);
        double[] first = new double[agreed.Length * n],
            second = new double[agreed.Length * n];
        for (int i = 0; i < agreed.Length; i++)
        for (int k = 0; k < n; k++)
        {
            truth[i, k] = headA.Truth[agreed[i].A * n + k] switch
            {
                '1' => LabelState.Present,
                '0' => LabelState.Absent,
                _ => LabelState.Unknown,
            };
            first[i * n + k] = valuesA[agreed[i].A * n + k];
            second[i * n + k] = valuesB[agreed[i].B * n + columns[k]];
        }
        return new(
            agreed,
            headA.Names,
            truth,
            first,
            second,
            [.. headA.Thresholds],
            headB.Thresholds.Count == 0 ? [] : [.. columns.Select(k => headB.Thresholds[k])],
            shared.Length - agreed.Length
        );
    }
}
