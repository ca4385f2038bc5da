using System.Globalization;

namespace MlNetLabels.Calibration;

/// <summary>Checks the rows that a calibration is fitted on.</summary>
internal static class CalibrationRows
{
    public static void ThrowIfInvalid(ReadOnlySpan<double> logits, ReadOnlySpan<bool> truth)
    {
        ArgumentOutOfRangeException.ThrowIfZero(logits.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(truth.Length, logits.Length);
        for (int i = 0; i < logits.Length; i++)
            if (!double.IsFinite(logits[i]))
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The logit at index {i} is {logits[i]}; a finite number is wanted."
                    ),
                    nameof(logits)
                );
    }
}
