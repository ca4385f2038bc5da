using System.Globalization;

namespace MlNetLabels.Cli.Commands;

/// <summary>A weight penalty as given on the command line.</summary>
/// <param name="Value">At least 0; null to choose it by cross-validation.</param>
internal readonly record struct Lambda(double? Value)
{
    private const string AutoText = "auto";

    public static Lambda Auto => default;

    public static bool TryParse(string text, out Lambda lambda)
    {
        lambda = Auto;
        if (text == AutoText)
            return true;
        bool isNumber =
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && value >= 0
            && double.IsFinite(value);
        if (isNumber)
            lambda = new(value);
        return isNumber;
    }

    /// <summary>As --help shows it.</summary>
    public override string ToString() => Value?.ToString(CultureInfo.InvariantCulture) ?? AutoText;
}
