using MlNetLabels.Data;

namespace MlNetLabels.Heads;

/// <summary>What folds of label data are balanced by.</summary>
internal static class Strata
{
    /// <summary>
    /// One number per row: the rarest label that it has, counted from 1, so that rare labels reach every fold; 0 where
    /// it has none.
    /// </summary>
    public static int[] Of(LabelMatrix truth)
    {
        int[] counts = [.. Enumerable.Range(0, truth.Labels).Select(k => truth.Count(k, LabelState.Present))];
        return
        [
            .. Enumerable
                .Range(0, truth.Rows)
                .Select(i =>
                    Enumerable
                        .Range(0, truth.Labels)
                        .Where(k => truth[i, k] == LabelState.Present)
                        .Select(k => k + 1)
                        .DefaultIfEmpty(0)
                        .MinBy(k => k == 0 ? 0 : counts[k - 1])
                ),
        ];
    }
}
