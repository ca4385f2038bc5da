using System.Text.Json.Serialization;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.MLNet.Heads;

/// <summary>A linear layer on embeddings as they are, standardisation folded in, in a form that JSON can hold.</summary>
/// <param name="Weights">One row of weights an output.</param>
/// <param name="Bias">One bias an output.</param>
internal sealed record SavedLayer(float[][] Weights, float[] Bias)
{
    private readonly Lazy<LinearLayer> _layer = new(() => Restore(Weights, Bias));

    [JsonIgnore]
    public LinearLayer Layer => _layer.Value;

    /// <summary>Length of an embedding.</summary>
    [JsonIgnore]
    public int Dimension => Layer.Weights.Columns;

    /// <summary>w (x - mean) / std + b as w' x + b', with w' = w / std and b' = b - w' mean; computed in double precision.</summary>
    public static SavedLayer Fold(LinearLayer layer, Standardizer standardizer)
    {
        float[][] weights = [.. Enumerable.Range(0, layer.Outputs).Select(k => layer.Weights.Row(k).ToArray())];
        float[] bias = [.. layer.Bias];
        for (int k = 0; k < weights.Length; k++)
        {
            double b = bias[k];
            for (int j = 0; j < weights[k].Length; j++)
            {
                double w = weights[k][j] / (double)standardizer.Std.Span[j];
                b -= w * standardizer.Mean[j];
                weights[k][j] = (float)w;
            }
            bias[k] = (float)b;
        }
        return new SavedLayer(weights, bias);
    }

    /// <summary>The layer that gives on standardised embeddings what this one gives on embeddings as they are.</summary>
    public LinearLayer Unfold(Standardizer standardizer)
    {
        var weights = new Matrix(Bias.Length, Dimension);
        var bias = new float[Bias.Length];
        for (int k = 0; k < bias.Length; k++)
        {
            double b = Bias[k];
            for (int j = 0; j < Dimension; j++)
            {
                b += (double)Weights[k][j] * standardizer.Mean[j];
                weights[k, j] = Weights[k][j] * standardizer.Std.Span[j];
            }
            bias[k] = (float)b;
        }
        return new LinearLayer(weights, bias);
    }

    private static LinearLayer Restore(float[][] weights, float[] bias)
    {
        if (weights.Length != bias.Length || weights.Length == 0 || weights.Any(w => w is null || w.Length != weights[0].Length))
            throw new InvalidInputException("A head in this ML.NET model is damaged: its weights and biases do not fit together. Train the model again or restore it from a backup.");
        return new LinearLayer(new Matrix(weights.Length, weights[0].Length, weights.SelectMany(w => w).ToArray()), bias);
    }
}
