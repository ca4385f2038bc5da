using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Heads;

namespace MlNetLabels.Runs;

/// <summary>
/// Which images are judged by which model: the prescribed test split, or each of so many parts by a model trained on
/// the others, with groups and byte-identical images kept together.
/// </summary>
/// <param name="Tests">Rows that each model is judged on.</param>
/// <param name="Protocol">The division in a sentence.</param>
internal sealed record Division(IReadOnlyList<int[]> Tests, string Protocol)
{
    private const int UsualFolds = 5;

    /// <exception cref="InvalidInputException">The images are too few to divide.</exception>
    public static Division Of(ImageDataset dataset, IReadOnlyList<string> contents, int? folds, int seed)
    {
        int[] all = [.. Enumerable.Range(0, dataset.Rows.Count)];
        int[] prescribed = [.. all.Where(i => dataset.Rows[i].Split == Split.Test)];
        if (folds is null && prescribed.Length > 0)
            return new(
                [prescribed],
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{prescribed.Length} images of the split 'test' by one model trained on the other {all.Length - prescribed.Length}"
                )
            );
        int[] groups = RowGroups.Assign(dataset, contents, all);
        var strata = all.Select(i => string.Join(';', dataset.Rows[i].Labels)).ToArray();
        var numbers = strata.Distinct().Select((text, k) => (text, k)).ToDictionary(x => x.text, x => x.k);
        int[] assigned = Folds.Stratified([.. strata.Select(x => numbers[x])], groups, folds ?? UsualFolds, seed);
        int[][] tests = [.. all.GroupBy(i => assigned[i]).OrderBy(g => g.Key).Select(g => g.ToArray())];
        return tests.Length < 2
            ? throw new InvalidInputException(dataset.Source, null, "its images are too few to divide.")
            : new(
                tests,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{all.Length} images, each by one of {tests.Length} models trained on the other parts"
                )
            );
    }
}
