using System.Numerics.Tensors;
using MlNetLabels.Numerics;

namespace MlNetLabels.Heads;

/// <summary>
/// The L2 penalty lambda/2 |W|^2 over parameters laid out as one output after another, weights then bias; biases are
/// free.
/// </summary>
internal static class Penalty
{
    /// <summary>Adds the penalty's gradient and returns its value.</summary>
    public static double Add(ReadOnlySpan<double> parameters, Span<double> gradient, int width, double l2)
    {
        double squares = 0;
        for (int start = 0; start < parameters.Length; start += width)
        {
            var weights = parameters.Slice(start, width - 1);
            squares += TensorPrimitives.SumOfSquares(weights);
            TensorPrimitives.MultiplyAdd(
                weights,
                l2,
                gradient.Slice(start, width - 1),
                gradient.Slice(start, width - 1)
            );
        }
        return l2 / 2 * squares;
    }

    /// <summary>A layer as parameters.</summary>
    public static double[] ToPoint(LinearLayer layer)
    {
        int width = layer.Weights.Columns + 1;
        var parameters = new double[layer.Outputs * width];
        for (int k = 0; k < layer.Outputs; k++)
        {
            TensorPrimitives.ConvertSaturating<float, double>(
                layer.Weights.Row(k),
                parameters.AsSpan(k * width, width - 1)
            );
            parameters[k * width + width - 1] = layer.Bias[k];
        }
        return parameters;
    }

    /// <summary>The parameters as a layer.</summary>
    public static LinearLayer ToLayer(ReadOnlySpan<double> parameters, int outputs, int width)
    {
        var weights = new Matrix(outputs, width - 1);
        var bias = new float[outputs];
        for (int k = 0; k < outputs; k++)
        {
            var parameter = parameters.Slice(k * width, width);
            TensorPrimitives.ConvertTruncating(parameter[..^1], weights.Row(k));
            bias[k] = (float)parameter[^1];
        }
        return new LinearLayer(weights, bias);
    }
}
