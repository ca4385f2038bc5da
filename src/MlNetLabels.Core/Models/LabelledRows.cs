using MlNetLabels.Data;

namespace MlNetLabels.Models;

/// <summary>Which of some rows have a class or label: all but the known negatives.</summary>
internal static class LabelledRows
{
    /// <summary>The positions in <paramref name="rows"/> of rows that are no known negatives.</summary>
    public static int[] LabelledPositions(this EmbeddedDataset data, int[] rows) =>
        [.. Enumerable.Range(0, rows.Length).Where(i => !data.Dataset.IsNegative(rows[i]))];

    /// <summary>The rows at some positions.</summary>
    public static int[] At(this int[] rows, int[] positions) => [.. positions.Select(i => rows[i])];
}
