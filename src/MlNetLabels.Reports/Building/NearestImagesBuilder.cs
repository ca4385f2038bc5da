using System.Numerics.Tensors;
using MlNetLabels.Data;

namespace MlNetLabels.Reports.Building;

/// <summary>The training images nearest to the images shown, by cosine similarity of standardised embeddings.</summary>
internal sealed class NearestImagesBuilder(ReportInput input, Split?[] uses, SmallPictures pictures)
{
    private const int Neighbors = 3;

    private readonly int[] _train = [.. Enumerable.Range(0, uses.Length).Where(i => uses[i] == Split.Train)];

    /// <summary>Why there are none; null where there are some.</summary>
    public string? Note =>
        _train.Length > 0
            ? null
            : "The training images were not among the images given, so the nearest of them are not shown. Give "
                + "'evaluate' the data that the model was trained on.";

    /// <summary>
    /// The nearest training images of each embedding, nearest first; null where training images are not at hand.
    /// </summary>
    public IReadOnlyList<NearestImage>?[] Find(IReadOnlyList<float[]> embeddings)
    {
        var nearest = new IReadOnlyList<NearestImage>?[embeddings.Count];
        if (_train.Length == 0 || embeddings.Count == 0)
            return nearest;
        float[][] queries = [.. embeddings.Select(e => Unit(e))];
        var best = queries.Select(_ => new PriorityQueue<int, (float, int)>()).ToArray();
        // One pass over the training images, so that no second copy of them is needed.
        foreach (int row in _train)
        {
            float[] candidate = Unit(input.Data.Embeddings.Row(row));
            for (int q = 0; q < queries.Length; q++)
            {
                float similarity = TensorPrimitives.Dot<float>(queries[q], candidate);
                best[q].Enqueue(row, (similarity, -row));
                if (best[q].Count > Neighbors)
                    best[q].Dequeue();
            }
        }
        return [.. best.Select(Images)];
    }

    private NearestImage[] Images(PriorityQueue<int, (float Similarity, int)> best) =>
        [
            .. best
                .UnorderedItems.OrderByDescending(x => x.Priority)
                .Select(x =>
                {
                    var row = input.Data.Dataset.Rows[x.Element];
                    return new NearestImage(
                        row.File,
                        Math.Clamp(x.Priority.Similarity, -1, 1),
                        RowUses.Names(input.Data.Dataset, row),
                        pictures.Add(row.Path)
                    );
                }),
        ];

    // A row without length stays zero: it is like nothing.
    private float[] Unit(ReadOnlySpan<float> embedding)
    {
        var unit = new float[embedding.Length];
        input.Model.Standardizer.Apply(embedding, unit);
        float length = TensorPrimitives.Norm<float>(unit);
        if (length > 0)
            TensorPrimitives.Divide(unit, length, unit);
        return unit;
    }
}
