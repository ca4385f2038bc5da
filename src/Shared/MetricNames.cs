using System.Globalization;
using System.Text.RegularExpressions;

namespace MlNetLabels;

/// <summary>Metrics by the names that people use.</summary>
internal static partial class MetricNames
{
    /// <summary>"microF1" as "micro F1".</summary>
    public static string InWords(string metric) =>
        metric switch
        {
            "mapMacro" => "mean average precision",
            "subsetAccuracy" => "whole label set right",
            "ece" => "calibration error (ECE)",
            // "accepted FOLDER": the folder keeps its name.
            _ when metric.Contains(' ', StringComparison.Ordinal) => metric,
            _ => Capital().Replace(metric, x => " " + (x.Value == "F" ? x.Value : x.Value.ToLowerInvariant())),
        };

    /// <summary>Whether the metric is a share of images or answers, which is read as a percentage.</summary>
    /// <param name="metric">Its name, or that of one class or label: "perClass[0].recall".</param>
    public static bool IsShare(string metric) =>
        metric.StartsWith("accepted", StringComparison.Ordinal)
        || metric[(metric.LastIndexOf('.') + 1)..]
            is "accuracy"
                or "balancedAccuracy"
                or "top2Accuracy"
                or "subsetAccuracy"
                or "precision"
                or "recall"
                or "hammingLoss"
                or "rankingLoss";

    /// <summary>The figure as it is read: shares as percentages, all others as numbers.</summary>
    public static string Format(string metric, double? value, int places = 3) =>
        IsShare(metric) ? Figures.Percent(value) : Figures.Number(value, places);

    /// <summary>A difference of two such figures with its sign: of shares in points of a hundred.</summary>
    public static string Difference(string metric, double? value, int places = 3) =>
        value is not { } x ? Figures.Absent
        : IsShare(metric) ? (100 * x).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " points"
        : x.ToString(Signed(places), CultureInfo.InvariantCulture);

    /// <summary>From where to where a difference may lie.</summary>
    public static string Differences(string metric, double? low, double? high, int places = 3) =>
        low is null || high is null
            ? Figures.Absent
            : $"{Difference(metric, low, places).Replace(" points", "", StringComparison.Ordinal)} to {Difference(metric, high, places)}";

    private static string Signed(int places)
    {
        string number = "0." + new string('0', places);
        return $"+{number};-{number};{number}";
    }

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
