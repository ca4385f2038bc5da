using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>
/// What a reader would take to be at work in a model and is not, and why. Who says it asks here, so that all say the same.
/// </summary>
internal static class SwitchedOff
{
    private const int MostNamed = 3;

    /// <param name="model">The model.</param>
    /// <param name="rejectRate">Another share of in-domain images to reject than it was trained with.</param>
    /// <returns>A sentence each, the gravest first.</returns>
    public static IEnumerable<string> Of(Model model, double? rejectRate)
    {
        var (gate, manifest) = (model.Domain, model.Manifest);
        var domain = gate.At(rejectRate);
        bool isOff = !double.IsFinite(domain.Cut);
        if (isOff)
            yield return $"The domain check is OFF: {gate.Shortfall(domain, "a reject rate", "no image is ever rejected")}";
        if (model.NewClassCut is { } newClass && !double.IsFinite(newClass.Cut))
            yield return Line(
                "The check for new classes is",
                newClass,
                "an unsure rate",
                "no image is ever called unsure"
            );
        else if (gate.NewClass is null && manifest.Training.Warnings.Contains(NewClassCheck.TooFewGroups))
            yield return $"The check for new classes is OFF: {NewClassCheck.TooFewGroups}";
        bool areFull = model.Description.Labels?.IsEverySetFull == true;
        if (model.Description.Softmax is { ClassesInEverySet: { Count: > 0 } always } softmax)
            yield return Line(
                areFull ? "Prediction sets are" : "Prediction sets of classes are",
                model.ClassSets!.CutOf(softmax.Classes.TakeWhile(name => name != always[0]).Count()),
                "a miss rate",
                always.Count == softmax.Classes.Count ? $"every set holds all classes{(areFull ? " or labels" : "")}"
                    : always.Count <= MostNamed
                        ? $"every set holds {Counted.And([.. always.Select(name => $"'{name}'")])}{(areFull ? ", or all labels" : "")}"
                    : $"every set holds {always.Count} of {softmax.Classes.Count} classes{(areFull ? ", or all labels" : "")}"
            );
        else if (areFull)
            yield return FullSets(model, isOff && model.Description.Labels!.MissRate == domain.Alpha);
        foreach (string rough in NotCalibrated.Of(model.Description))
            yield return rough;

        string Line(string what, ConformalCut cut, string rate, string effect) =>
            isOff && cut.Groups == domain.Groups && cut.Alpha == domain.Alpha
                ? $"{what} OFF for the same reason: {effect}."
                : $"{what} OFF: {gate.Shortfall(cut, rate, effect)}";
    }

    // Their cut counts groups, and there is no weaker one.
    private static string FullSets(Model model, bool isSameReason)
    {
        var (domain, rate) = (model.Description.Domain, model.Description.Labels!.MissRate!.Value);
        string sets = model.Description.Softmax is null ? "Prediction sets" : "Prediction sets of labels";
        bool areGroups =
            domain.OutOfFoldGroups + domain.ValidationGroups < domain.OutOfFoldImages + domain.ValidationImages;
        return isSameReason
            ? $"{sets} are OFF for the same reason: every set holds all labels."
            : $"{sets} are OFF: every set holds all labels: held-out {(areGroups ? "groups" : "images")} with labels are too few "
                + $"for a miss rate of {Figures.Percent(rate)}, which takes {ConformalCut.Fewest(rate)}. Add images"
                + $"{(areGroups ? " of other groups" : " with labels")}.";
    }
}
