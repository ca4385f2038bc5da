using MlNetLabels.Models;

namespace MlNetLabels.Reports.Building;

/// <summary>What the images held out from a model's heads were good for: too few of them fit nothing.</summary>
internal static class HeldOutUse
{
    /// <summary>A sentence on figures that stand on these images alone.</summary>
    public static string Flatters(ModelDescription model)
    {
        const string Alone = "This report was made from the model alone, without test images",
            Evaluate = "Run 'evaluate' on images that it has not seen.";
        if (Count(model) == 0)
            return $"{Alone}, and no image was held out from training: nothing here says how good the model is. {Evaluate}";
        string calibration = Calibrated(model) switch
        {
            null => "",
            "" => "calibration",
            { } part => $"calibration of {part}",
        };
        bool hasThresholds = model.Labels?.Thresholds.Any(x => x.Reason is null) == true;
        string[] chosen = [.. new[] { calibration, hasThresholds ? "thresholds" : "" }.Where(x => x.Length > 0)];
        return $"{Alone}: its figures are on {Images(model)}, "
            + (
                chosen.Length == 0
                    ? "too few to calibrate or to choose thresholds by"
                    : $"on which {string.Join(" and ", chosen)} were chosen, so they flatter"
            )
            + $". {Evaluate}";
    }

    /// <summary>The way of fitting, and what chooses the calibration, be it none.</summary>
    public static string Fit(ModelDescription model)
    {
        string way = model.CrossFolds > 0 ? $"cross, {Figures.Count(model.CrossFolds)} folds" : "split";
        return Count(model) == 0
            ? $"{way}: no image was held out, so nothing calibrates"
            : $"{way}: {Images(model)} "
                + Calibrated(model) switch
                {
                    null => "are too few to calibrate",
                    "" => "choose the calibration",
                    { } part => $"choose the calibration of {part} alone",
                };
    }

    private static int Count(ModelDescription model) =>
        model.CrossFolds > 0 ? model.Domain.OutOfFoldImages : model.ValidationRows;

    private static string Images(ModelDescription model) =>
        model.CrossFolds > 0
            ? $"{Figures.Plural(Count(model), "image")} held out in turn"
            : Figures.Plural(Count(model), "validation image");

    // Which heads are calibrated: "" for all, null for none.
    private static string? Calibrated(ModelDescription model)
    {
        int off = model.Labels?.NotCalibrated.Count ?? 0,
            all = model.Labels?.Names.Count ?? 0;
        if (off == 0 && model.Softmax is not { IsCalibrationTried: false })
            return "";
        string?[] parts =
        [
            model.Softmax is { IsCalibrationTried: true } ? "the softmax head" : null,
            off == all ? null
            : off == 0 ? "the label heads"
            : $"{all - off} of {all} labels",
        ];
        return parts.Any(part => part is not null) ? string.Join(" and ", parts.OfType<string>()) : null;
    }
}
