using MlNetLabels.Calibration;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.Models;

/// <summary>From logits to calibrated probabilities.</summary>
internal static class CalibratedProbabilities
{
    /// <summary>softmax(z / T) [images x classes].</summary>
    public static Matrix ForClasses(Matrix logits, TemperatureScaling temperature)
    {
        var probabilities = new Matrix(logits.Rows, logits.Columns);
        for (int i = 0; i < logits.Rows; i++)
        {
            temperature.Apply(logits.Row(i), probabilities.Row(i));
            Losses.Softmax(probabilities.Row(i), probabilities.Row(i));
        }
        return probabilities;
    }

    /// <summary>Each label by its own calibration [images x labels].</summary>
    public static Matrix ForLabels(Matrix logits, IReadOnlyList<LabelCalibration> calibrations)
    {
        var probabilities = new Matrix(logits.Rows, logits.Columns);
        for (int i = 0; i < logits.Rows; i++)
        for (int k = 0; k < logits.Columns; k++)
            probabilities[i, k] = (float)calibrations[k].Apply(logits[i, k]);
        return probabilities;
    }
}
