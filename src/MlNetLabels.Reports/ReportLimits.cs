namespace MlNetLabels.Reports;

/// <summary>What bounds a report's size. The model may hold more; the HTML then shows fewer pictures and says so.</summary>
public static class ReportLimits
{
    /// <summary>Bytes an HTML report stays below.</summary>
    public const int HtmlBytes = 8_000_000;

    /// <summary>Thumbnails an HTML report shows at most.</summary>
    public const int Thumbnails = 400;

    /// <summary>Characters of one thumbnail's data URI at most; a larger one is not shown.</summary>
    public const int ThumbnailCharacters = 60_000;

    /// <summary>Points of one curve at most.</summary>
    public const int CurvePoints = 512;

    /// <summary>Probabilities shown for one head of one image at most, largest first.</summary>
    public const int ProbabilitiesPerImage = 20;
}
