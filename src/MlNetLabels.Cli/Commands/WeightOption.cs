using System.Globalization;
using MlNetLabels.Data;

namespace MlNetLabels.Cli.Commands;

/// <summary>Weights by name, as given on the command line: <c>building=2,coat=1</c>.</summary>
internal static class WeightOption
{
    /// <summary>
    /// What positive weights are where each label's present cells shall count as much as its absent ones.
    /// </summary>
    public const string Balanced = "balanced";

    // Beyond it sums of losses lose what the others add.
    private const double Most = 1e9;

    /// <summary>Weights by name; null where nothing was given.</summary>
    /// <param name="given">
    /// Pairs of a name and a number above 0, separated by commas; a name may hold '=' itself.
    /// </param>
    /// <param name="option">The option, for messages.</param>
    /// <param name="words">What it takes in place of weights, for messages.</param>
    /// <exception cref="SetUpException">A pair is none, or of a name that had one.</exception>
    public static IReadOnlyDictionary<string, double>? Parse(string? given, string option, params string[] words)
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
            if (at < 0 || !TryParse(pair.AsSpan(at + 1), out double weight))
                throw new SetUpException(
                    $"{option}: '{pair}' is not NAME=WEIGHT with a number between 1e-9 and 1e9."
                        + Suggestion.For(pair, words)
                );
            if (!weights.TryAdd(name, weight))
                throw new SetUpException($"{option}: '{name}' is given twice.");
        }
        return weights.Count > 0
            ? weights
            : throw new SetUpException($"{option} is '{given}', which weighs nothing; give NAME=WEIGHT.");
    }

    private static bool TryParse(ReadOnlySpan<char> text, out double weight) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out weight)
        && weight is >= 1 / Most and <= Most;
}
