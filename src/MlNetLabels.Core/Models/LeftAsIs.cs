namespace MlNetLabels.Models;

/// <summary>One line for each part of a model that too few images left as it was.</summary>
internal static class LeftAsIs
{
    public static IEnumerable<string> Notes(SoftmaxManifest? softmax, LabelsManifest? labels)
    {
        var own = (labels?.Names.Zip(labels.Calibration) ?? [])
            .Where(x => x.Second is { Calibration: Calibration.IdentityCalibration, PlattLogLoss: null })
            .Select(x => (Name: x.First, ((Calibration.IdentityCalibration)x.Second.Calibration).Reason))
            .ToArray();
        bool isAll = false;
        if (softmax?.Temperature is { WasNotTried: true, Reason: { } why })
        {
            isAll = own.Length == (labels?.Names.Count ?? 0);
            yield return isAll
                ? $"All probabilities are rough, as no images were held out that can calibrate them ({why})."
                : $"The softmax head's probabilities are not calibrated: {why}.";
        }
        if (labels is null)
            yield break;
        if (own.Length > 0 && !isAll)
            yield return $"{own.Length} of {labels.Names.Count} label heads are not calibrated; "
                + $"'{own[0].Name}': {own[0].Reason}.";
        int withoutPositive = labels.Thresholds.Count(t => t.Reason is not null);
        if (withoutPositive > 0)
            yield return $"{withoutPositive} of {labels.Names.Count} thresholds are not what their rule asks for; "
                + $"'{labels.Thresholds.First(t => t.Reason is not null).Label}': "
                + $"{labels.Thresholds.First(t => t.Reason is not null).Reason}.";
    }
}
