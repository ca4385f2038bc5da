using System.Numerics.Tensors;
using MlNetLabels.Audit;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.Models;

/// <summary>Finds the training images nearest to an image among those that a bundle keeps pictures of.</summary>
internal sealed class NearestPictures
{
    private readonly IReadOnlyList<TrainingPicture> _pictures;
    private readonly Standardizer _standardizer;
    private readonly Matrix _units;

    /// <param name="pictures">One per row of the sample.</param>
    /// <param name="sample">Standardised embeddings.</param>
    /// <param name="standardizer">The model's.</param>
    public NearestPictures(IReadOnlyList<TrainingPicture> pictures, Matrix sample, Standardizer standardizer)
    {
        (_pictures, _standardizer) = (pictures, standardizer);
        _units = new(sample.Rows, sample.Columns, sample.Span.ToArray());
        for (int i = 0; i < sample.Rows; i++)
            UnitRows.Scale(_units.Row(i));
    }

    /// <summary>The nearest, nearest first; of equally near ones the first in the dataset.</summary>
    public IReadOnlyList<NearestTrainingImage> Find(ReadOnlySpan<float> embedding, int count)
    {
        var unit = new float[embedding.Length];
        _standardizer.Apply(embedding, unit);
        UnitRows.Scale(unit);
        var similarities = new float[_units.Rows];
        for (int i = 0; i < similarities.Length; i++)
            similarities[i] = TensorPrimitives.Dot<float>(unit, _units.Row(i));
        return
        [
            .. Enumerable
                .Range(0, similarities.Length)
                .OrderByDescending(i => similarities[i])
                .Take(count)
                .Select(i => new NearestTrainingImage(
                    _pictures[i].File,
                    _pictures[i].Names,
                    Math.Clamp(similarities[i], -1f, 1f),
                    _pictures[i].Picture
                )),
        ];
    }
}
