using System.Globalization;

namespace MlNetLabels;

/// <summary>Numbers as a reader meets them, the same in every writer and culture.</summary>
internal static class Figures
{
    /// <summary>What stands where a figure is undefined.</summary>
    public const string Absent = "–";

    /// <summary>A metric, loss or probability with <paramref name="places"/> decimals.</summary>
    public static string Number(double? value, int places = 3) =>
        value is { } x
            ? x.ToString("F" + places.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : Absent;

    /// <summary>A share; one that is not quite nothing or everything never looks like it.</summary>
    public static string Percent(double? share) =>
        share switch
        {
            null => Absent,
            > 0 and < 0.0005 => "<0.1%",
            > 0.9995 and < 1 => ">99.9%",
            { } x => (x * 100).ToString("0.#", CultureInfo.InvariantCulture) + "%",
        };

    /// <summary>A share that somebody asked for, as exactly as it was.</summary>
    public static string Rate(double share) => (share * 100).ToString("0.######", CultureInfo.InvariantCulture) + "%";

    /// <summary>A p-value: a chance is never nothing.</summary>
    public static string PValue(double? p) => p < 0.0005 ? "<0.001" : Number(p);

    /// <summary>The same in a sentence: "p 0.020", "p &lt; 0.001".</summary>
    public static string Chance(double p) => p < 0.0005 ? "p < 0.001" : $"p {Number(p)}";

    /// <summary>" instead of 40%", or ", as without it" where the two read alike.</summary>
    public static string InsteadOf(double now, double before) =>
        Percent(now) == Percent(before) ? ", as without it" : $" instead of {Percent(before)}";

    /// <summary>A whole number with thin groups of three.</summary>
    public static string Count(long value) => value.ToString("#,0", Grouped);

    /// <summary>A penalty or parameter over many orders of magnitude.</summary>
    public static string Compact(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>A duration.</summary>
    public static string Seconds(double seconds) =>
        seconds switch
        {
            < 0.9995 => (seconds * 1000).ToString("0", CultureInfo.InvariantCulture) + " ms",
            < 119.5 => seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
            _ => TimeSpan.FromSeconds(seconds).ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture),
        };

    /// <summary>"1 image", "2 images".</summary>
    public static string Plural(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    private static readonly NumberFormatInfo Grouped = new() { NumberGroupSeparator = "\u202F" };
}
