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

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
