namespace MlNetLabels.Reports;

/// <summary>
/// What bounds a report's size. The model may hold more; the HTML then shows fewer pictures and says so.
/// </summary>
internal static class ReportLimits
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

    /// <summary>Small pictures in <see cref="ReportContent.SmallPictures"/> at most.</summary>
    public const int SmallPictures = 800;

    /// <summary>Characters of all small pictures together at most.</summary>
    public const int SmallPictureCharacters = 2_000_000;

    /// <summary>Points of the embedding map at most.</summary>
    public const int MapPoints = 2_000;

    /// <summary>Points of one precision-recall curve at most.</summary>
    public const int PrecisionRecallPoints = 101;

    /// <summary>Labels of a co-occurrence matrix at most.</summary>
    public const int CoOccurrenceLabels = 40;

    /// <summary>Groups of duplicates, and suspected labels, shown at most.</summary>
    public const int AuditEntries = 60;

    /// <summary>Images shown of one group of duplicates or one confusion cell at most.</summary>
    public const int GroupImages = 6;

    /// <summary>Confusion cells with images at most.</summary>
    public const int ConfusionCells = 100;

    /// <summary>Test images whose results the report keeps for comparisons at most.</summary>
    public const int ResultImages = 20_000;

    /// <summary>Probabilities of one head that the report keeps for comparisons at most.</summary>
    public const int ResultCells = 250_000;
}
