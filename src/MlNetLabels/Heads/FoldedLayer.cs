using MlNetLabels.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.MLNet.Heads;

/// <summary>Standardisation into a layer and out of it again; computed in double precision.</summary>
internal static class FoldedLayer
{
    /// <summary>w (x - mean) / std + b as w' x + b', with w' = w / std and b' = b - w' mean.</summary>
    public static LinearLayer Fold(LinearLayer layer, Standardizer standardizer)
    {
        var weights = new Matrix(layer.Outputs, layer.Weights.Columns);
        float[] bias = [.. layer.Bias];
        for (int k = 0; k < layer.Outputs; k++)
        {
            double b = bias[k];
            for (int j = 0; j < weights.Columns; j++)
            {
                double w = layer.Weights[k, j] / (double)standardizer.Std.Span[j];
                b -= w * standardizer.Mean[j];
                weights[k, j] = (float)w;
            }
            bias[k] = (float)b;
        }
        return new LinearLayer(weights, bias);
    }

    /// <summary>
    /// The layer that gives on standardised embeddings what this one gives on embeddings as they are.
    /// </summary>
    public static LinearLayer Unfold(LinearLayer layer, Standardizer standardizer)
    {
        var weights = new Matrix(layer.Outputs, layer.Weights.Columns);
        float[] bias = [.. layer.Bias];
        for (int k = 0; k < layer.Outputs; k++)
        {
            double b = bias[k];
            for (int j = 0; j < weights.Columns; j++)
            {
                b += (double)layer.Weights[k, j] * standardizer.Mean[j];
                weights[k, j] = layer.Weights[k, j] * standardizer.Std.Span[j];
            }
            bias[k] = (float)b;
        }
        return new LinearLayer(weights, bias);
    }
}
