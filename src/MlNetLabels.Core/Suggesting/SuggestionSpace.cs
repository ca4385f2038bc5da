using System.Numerics.Tensors;
using MlNetLabels.Audit;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Suggesting;

/// <summary>
/// Where images are alike: standardised embeddings of length 1, so that dot products are cosines. Standardised by pool and
/// labelled images together.
/// </summary>
/// <param name="Standardizer">What every embedding goes through first.</param>
/// <param name="Labelled">Labelled images in this space; no rows where there are none at hand.</param>
/// <param name="Duplicate">Least cosine of images that show nearly the same.</param>
internal sealed record SuggestionSpace(Standardizer Standardizer, Matrix Labelled, double Duplicate)
{
    // All pairs of them are compared.
    private const int MostCompared = 4_000;

    public static SuggestionSpace Of(SuggestionRequest request, UnlabelledPool pool)
    {
        var labelled = request.Labelled ?? OfModel(request.Model) ?? new Matrix(0, request.Pool.Columns);
        var drawn = Draw(pool.Embeddings, pool.Rows, request.Seed).Append(Draw(labelled, All(labelled), request.Seed));
        // Of the model's few training images it could be far off.
        var standardizer = Standardizer.Fit(drawn, All(drawn));
        return new(standardizer, UnitRows.Create(labelled, standardizer), Threshold(drawn, request.Seed));
    }

    /// <summary>Images in this space.</summary>
    public Matrix Of(Matrix embeddings, ReadOnlySpan<int> rows) =>
        UnitRows.Create(embeddings.Select(rows), Standardizer);

    // The model's sample of training images, no longer standardised.
    private static Matrix? OfModel(Model? model)
    {
        if (model?.Sample is not { } sample)
            return null;
        var rows = sample.Select(All(sample));
        for (int i = 0; i < rows.Rows; i++)
            TensorPrimitives.MultiplyAdd(
                rows.Row(i),
                model.Standardizer.Std.Span,
                model.Standardizer.Mean,
                rows.Row(i)
            );
        return rows;
    }

    private static double Threshold(Matrix drawn, int seed) =>
        NearDuplicates.Find(Draw(drawn, All(drawn), seed))?.Threshold ?? NearDuplicates.HighestThreshold;

    private static Matrix Draw(Matrix embeddings, IReadOnlyList<int> rows, int seed) =>
        embeddings.Select(Sample.Draw(rows, MostCompared, seed));

    private static int[] All(Matrix rows) => [.. Enumerable.Range(0, rows.Rows)];
}
