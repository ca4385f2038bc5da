using System.Text.Json.Serialization;
using MlNetLabels.Heads;
using MlNetLabels.MLNet.Transforms;
using MlNetLabels.Numerics;

namespace MlNetLabels.MLNet.Heads;

/// <summary>
/// A linear layer on embeddings as they are, standardisation folded in, in a form that JSON can hold.
/// </summary>
/// <param name="Weights">One row of weights an output.</param>
/// <param name="Bias">One bias per output.</param>
internal sealed record SavedLayer(float[][] Weights, float[] Bias)
{
    private readonly Lazy<LinearLayer> _layer = new(() =>
        new LinearLayer(new Matrix(Weights.Length, Weights[0].Length, Weights.SelectMany(w => w).ToArray()), Bias)
    );

    [JsonIgnore]
    public LinearLayer Layer => _layer.Value;

    /// <summary>Length of an embedding.</summary>
    [JsonIgnore]
    public int Dimension => Layer.Weights.Columns;

    /// <summary>
    /// w (x - mean) / std + b as w' x + b', with w' = w / std and b' = b - w' mean; computed in double precision.
    /// </summary>
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

    /// <summary>
    /// The layer that gives on standardised embeddings what this one gives on embeddings as they are.
    /// </summary>
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

    /// <summary>The outputs for an embedding.</summary>
    /// <exception cref="InvalidInputException">The embedding is of another length.</exception>
    public float[] Logits(MapperInput source)
    {
        var logits = new float[Bias.Length];
        Layer.Logits(((FeaturesInput)source).Embedding(Dimension), logits);
        return logits;
    }

    /// <summary>Whether there is a row of weights and a bias for each name, all rows of one length.</summary>
    public bool Fits(int names) =>
        names > 0
        && Bias.Length == names
        && Weights.Length == names
        && Weights[0] is { Length: > 0 } first
        && Weights.All(w => w?.Length == first.Length);
}
