using MlNetLabels.Data;

namespace MlNetLabels.Runs;

/// <summary>Weights by the name of a class or label, brought into the order of the data.</summary>
internal static class NamedWeights
{
    /// <summary>One weight per name, 1 for those not given; null where nothing was given.</summary>
    /// <param name="given">Weights above 0 by name.</param>
    /// <param name="names">The classes or labels, in the order of the result.</param>
    /// <param name="option">What was given, for messages.</param>
    public static double[]? InOrder(
        IReadOnlyDictionary<string, double>? given,
        IReadOnlyList<string> names,
        string option
    )
    {
        if (given is null)
            return null;
        foreach (string name in given.Keys)
            if (!names.Contains(name))
                throw new InvalidInputException(
                    $"{option}: '{name}' is not among {string.Join(", ", names)}." + Suggestion.For(name, names)
                );
        return [.. names.Select(n => given.GetValueOrDefault(n, 1))];
    }
}
