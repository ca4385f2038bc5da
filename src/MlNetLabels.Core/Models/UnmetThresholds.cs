namespace MlNetLabels.Models;

/// <summary>Thresholds that too few images left other than their rule asks for.</summary>
internal static class UnmetThresholds
{
    /// <returns>A sentence; null where there are none.</returns>
    public static string? Note(LabelsManifest labels)
    {
        var unmet = labels.Thresholds.Where(t => t.Reason is not null).ToArray();
        return unmet.Length == 0
            ? null
            : $"{unmet.Length} of {labels.Names.Count} thresholds are not what their rule asks for; "
                + $"'{unmet[0].Label}': {unmet[0].Reason}.";
    }
}
