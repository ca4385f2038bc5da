using System.Text.RegularExpressions;

namespace MlNetLabels.Reports.Text;

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
            _ => Capital().Replace(metric, x => " " + (x.Value == "F" ? x.Value : x.Value.ToLowerInvariant())),
        };

    /// <summary>Whether the metric is a share of images, which is read as a percentage.</summary>
    public static bool IsShare(string metric) => metric is "accuracy" or "top2Accuracy" or "subsetAccuracy";

    /// <summary>The figure as it is read: shares of images as percentages, all others as numbers.</summary>
    public static string Format(string metric, double? value) =>
        IsShare(metric) ? Figures.Percent(value) : Figures.Number(value);

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
