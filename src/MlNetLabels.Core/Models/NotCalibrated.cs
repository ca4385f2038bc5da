using MlNetLabels.Calibration;

namespace MlNetLabels.Models;

/// <summary>Which probabilities of a model are not calibrated, and why, in sentences.</summary>
internal static class NotCalibrated
{
    private const int MostNamed = 3;

    /// <returns>A sentence for the softmax head, the label heads, or both; empty where all are calibrated.</returns>
    public static IEnumerable<string> Of(ModelDescription model)
    {
        string? softmax = model.Softmax is { IsCalibrationTried: false } head ? head.WhyNotCalibrated : null,
            labels = model.Labels?.WhyNotCalibrated;
        bool areAll = model.Labels is { } heads && heads.NotCalibrated.Count == heads.Names.Count,
            isOne = areAll && !model.Labels!.NotCalibrated.Values.Contains(Calibrator.NoHigher);
        if (softmax is not null)
            yield return Sentence(model.Labels is null || isOne ? "" : " of the softmax head", softmax);
        if (labels is not null && !(softmax is not null && isOne))
            yield return Sentence(areAll && model.Softmax is null ? "" : Named(model.Labels!, areAll), labels);
    }

    private static string Sentence(string what, string why) => $"The probabilities{what} are NOT calibrated: {why}.";

    private static string Named(LabelsDescription labels, bool areAll)
    {
        string[] names = [.. labels.NotCalibrated.Keys.Select(name => $"'{name}'")];
        return areAll ? " of the label heads"
            : names.Length == 1 ? $" of the label {names[0]}"
            : names.Length <= MostNamed ? $" of the labels {Counted.And(names)}"
            : $" of {names.Length} of {labels.Names.Count} labels";
    }
}
