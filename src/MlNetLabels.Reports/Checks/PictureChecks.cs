namespace MlNetLabels.Reports.Checks;

/// <summary>What must hold for the map, the audit, label sets and small pictures.</summary>
internal static class PictureChecks
{
    public static IEnumerable<string> Problems(ReportContent report) =>
        Curves(report).Concat(LabelSets(report.LabelSets)).Concat(Map(report.EmbeddingMap)).Concat(Pictures(report));

    private static IEnumerable<string> Curves(ReportContent report)
    {
        foreach (var curve in report.PrecisionRecallCurves ?? [])
            if (curve.Recall.Count != curve.Precision.Count || curve.Recall.Count > ReportLimits.PrecisionRecallPoints)
                yield return $"precisionRecallCurves: '{curve.Label}' has {curve.Recall.Count} and "
                    + $"{curve.Precision.Count} values; as many of both, at most {ReportLimits.PrecisionRecallPoints}, "
                    + $"expected.";
    }

    private static IEnumerable<string> LabelSets(LabelSetsReport? sets)
    {
        if (sets is null)
            yield break;
        if (sets.LabelsPerImageTrue.Count != sets.LabelsPerImagePredicted.Count)
            yield return "labelSets.labelsPerImageTrue and labelsPerImagePredicted differ in length.";
        foreach (var matrix in new[] { sets.CoOccurrenceTrue, sets.CoOccurrencePredicted })
            if (matrix.Count != sets.Labels.Count || matrix.Any(x => x.Count != sets.Labels.Count))
                yield return $"labelSets: co-occurrence is not {sets.Labels.Count} x {sets.Labels.Count}, one row and "
                    + $"column for each of labels.";
    }

    private static IEnumerable<string> Map(EmbeddingMap? map)
    {
        if (map is null)
            yield break;
        if (map.Points.Count > ReportLimits.MapPoints)
            yield return $"embeddingMap holds {map.Points.Count} points; at most {ReportLimits.MapPoints} expected.";
        foreach (var projection in map.Projections)
            if (projection.X.Count != map.Points.Count || projection.Y.Count != map.Points.Count)
                yield return $"embeddingMap: {projection.Method} does not place each of {map.Points.Count} points.";
    }

    private static IEnumerable<string> Pictures(ReportContent report)
    {
        // A page carries its pictures elsewhere, so that a report without any may name them.
        if (report.SmallPictures is not { } pictures)
            yield break;
        if (
            pictures.Count > ReportLimits.SmallPictures
            || pictures.Sum(x => (long)x.Length) > ReportLimits.SmallPictureCharacters
        )
            yield return $"smallPictures holds more than {ReportLimits.SmallPictures} pictures or "
                + $"{ReportLimits.SmallPictureCharacters} characters.";
        if (pictures.Any(x => !DataUri.IsImage(x)))
            yield return $"smallPictures holds what is not a base64 data URI of type {DataUri.Types}.";
        if (Positions(report).FirstOrDefault(x => x < 0 || x >= pictures.Count) is { } wrong)
            yield return $"picture {wrong} is named, but smallPictures holds {pictures.Count}.";
    }

    private static IEnumerable<int?> Positions(ReportContent report)
    {
        var images = report.Images;
        var judged = images is null
            ? []
            : images
                .MostConfidentOutOfDomain.Concat(images.Mistakes ?? [])
                .Concat(images.LabelMistakes ?? [])
                .Concat(images.TopLosses ?? [])
                .Concat(images.NearThreshold ?? []);
        var audited = new[] { report.Audit?.Exact, report.Audit?.Near }
            .SelectMany(x => x?.Groups ?? [])
            .SelectMany(x => x.Images)
            .Concat((report.Audit?.LabelErrors?.Suspects ?? []).Select(x => x.Image));
        return judged
            .SelectMany(x => x.Nearest ?? [])
            .Select(x => x.Picture)
            .Concat((images?.Confusions ?? []).SelectMany(x => x.Images).Select(x => x.Picture))
            .Concat(audited.Select(x => x.Picture))
            .Concat((report.EmbeddingMap?.Points ?? []).Select(x => x.Picture));
    }
}
