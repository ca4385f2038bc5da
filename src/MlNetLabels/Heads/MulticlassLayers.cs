using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MlNetLabels.Heads;
using MlNetLabels.MLNet.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.MLNet.Heads;

/// <summary>ML.NET's linear multiclass models as layers.</summary>
internal static class MulticlassLayers
{
    public static LinearLayer Create(MaximumEntropyModelParameters model, int dimension)
    {
        VBuffer<float>[]? weights = null;
        model.GetWeights(ref weights!, out int classes);
        var layer = new LinearLayer(new Matrix(classes, dimension), [.. model.GetBiases()]);
        for (int k = 0; k < classes; k++)
            weights[k].Dense().CopyTo(layer.Weights.Row(k));
        return layer;
    }
}
