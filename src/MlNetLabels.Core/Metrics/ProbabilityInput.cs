using System.Globalization;
using MlNetLabels.Numerics;

namespace MlNetLabels.Metrics;

/// <summary>Checks that nothing but probabilities enters a metric.</summary>
internal static class ProbabilityInput
{
    public static double[] Widen(Matrix probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var values = new double[probabilities.Rows * probabilities.Columns];
        System.Numerics.Tensors.TensorPrimitives.ConvertChecked<float, double>(probabilities.Span, values);
        return values;
    }

    public static void ThrowIfInvalid(double[] probabilities, int rows, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        if (probabilities.Length != (long)rows * names.Count)
            throw new ArgumentException(
                $"{rows} rows of truth and {names.Count} names call for {(long)rows * names.Count} probabilities, but "
                    + $"there are {probabilities.Length}.",
                nameof(probabilities)
            );
        for (int i = 0; i < probabilities.Length; i++)
            if (!(probabilities[i] is >= 0 and <= 1))
                throw new InvalidInputException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Row {i / names.Count}, column '{names[i % names.Count]}': {probabilities[i]:G9} is not a "
                            + $"probability; each must lie in [0, 1]."
                    )
                );
    }
}
