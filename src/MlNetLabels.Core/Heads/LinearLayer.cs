using System.Numerics.Tensors;
using MlNetLabels.Numerics;

namespace MlNetLabels.Heads;

/// <summary>logits = W x + b on a standardised embedding x.</summary>
/// <remarks>Thread-safe as long as nobody writes to its arrays.</remarks>
public sealed class LinearLayer
{
    // From so many on threads earn their start.
    private const int ManyRows = 1024;

    /// <summary>A layer with the given weights (outputs x dimension) and one bias per output.</summary>
    public LinearLayer(Matrix weights, float[] bias)
    {
        if (weights.Rows != bias.Length)
            throw new ArgumentException($"{weights.Rows} rows of weights but {bias.Length} biases.");
        (Weights, Bias) = (weights, bias);
    }

    /// <summary>Weights, outputs x dimension.</summary>
    public Matrix Weights { get; }

    /// <summary>One bias per output.</summary>
    public float[] Bias { get; }

    /// <summary>Number of outputs: classes or labels.</summary>
    public int Outputs => Bias.Length;

    /// <summary>The logits of one standardised embedding.</summary>
    public void Logits(ReadOnlySpan<float> standardised, Span<float> logits)
    {
        for (int k = 0; k < Outputs; k++)
            logits[k] = TensorPrimitives.Dot(standardised, Weights.Row(k)) + Bias[k];
    }

    /// <summary>The logits of many standardised embeddings, rows x outputs.</summary>
    public Matrix Logits(IRows standardised)
    {
        var logits = new Matrix(standardised.Rows, Outputs);
        if (standardised.Rows < ManyRows)
            for (int i = 0; i < standardised.Rows; i++)
                Logits(standardised.Row(i), logits.Row(i));
        else
            Parallel.For(0, standardised.Rows, i => Logits(standardised.Row(i), logits.Row(i)));
        return logits;
    }
}
