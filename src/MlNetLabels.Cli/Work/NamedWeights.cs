using System.Globalization;

namespace MlNetLabels.Cli.Work;

/// <summary>Weights by name, as given on the command line: <c>building=2,coat=1</c>.</summary>
internal static class NamedWeights
{
    /// <summary>
    /// What positive weights are where each label's present cells shall count as much as its absent ones.
    /// </summary>
    public const string Balanced = "balanced";

    /// <summary>One weight a name, 1 for those not given; null where nothing was given.</summary>
    /// <param name="given">
    /// Pairs of a name and a number above 0, separated by commas; a name may hold '=' itself.
    /// </param>
    /// <param name="names">The classes or labels, in the order of the result.</param>
    /// <param name="option">The option, for messages.</param>
    public static double[]? Parse(string? given, IReadOnlyList<string> names, string option)
    {
        if (given is null)
            return null;
        var weights = new Dictionary<string, double>();
        foreach (
            string pair in given.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        )
        {
            int at = pair.LastIndexOf('=');
            string name = at < 0 ? pair : pair[..at].Trim();
            if (
                at < 0
                || !double.TryParse(
                    pair.AsSpan(at + 1),
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture,
                    out double weight
                )
                || !(weight > 0 && double.IsFinite(weight))
            )
                throw new InvalidInputException($"{option}: '{pair}' is not NAME=WEIGHT with a number above 0.");
            if (!names.Contains(name))
                throw new InvalidInputException($"{option}: '{name}' is not among {string.Join(", ", names)}.");
            if (!weights.TryAdd(name, weight))
                throw new InvalidInputException($"{option}: '{name}' is given twice.");
        }
        return [.. names.Select(n => weights.GetValueOrDefault(n, 1))];
    }
}
