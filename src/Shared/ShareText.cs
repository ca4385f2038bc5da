using System.Globalization;

namespace MlNetLabels;

/// <summary>Shares as people write them.</summary>
internal static class ShareText
{
    /// <summary>0.05 of "0.05" and of "5%", whatever the culture; null where it is no number.</summary>
    public static double? Read(string text) =>
        // Decimal, so that 7% is 0.07 and not a hair more.
        text.EndsWith('%')
        && decimal.TryParse(text[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var percent)
            ? (double)(percent / 100)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double share) ? share
        : null;
}
