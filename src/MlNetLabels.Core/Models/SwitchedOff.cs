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
            yield return "The domain check is OFF: "
                + gate.Shortfall(domain, model.DividedBy, "a reject rate", "no image is ever rejected");
        if (model.NewClassCut is { } newClass && !double.IsFinite(newClass.Cut))
            yield return Line(
                "The check for new classes is OFF",
                newClass,
                model.DividedBy,
                "an unsure rate",
                "no image is ever called unsure"
            );
        else if (gate.NewClass is null && manifest.Training.Warnings.Contains(NewClassCheck.TooFewGroups))
            yield return $"The check for new classes is OFF: {NewClassCheck.TooFewGroups}";
        else if (gate.NewClass is null && manifest.Training.Options.UnsureRate is null)
            yield return $"The check for new classes is OFF: {NewClassCheck.NotAskedFor}";
        bool areFull = model.Description.Labels?.IsEverySetFull == true;
        if (model.Description.Softmax is { ClassesInEverySet: { Count: > 0 } always } softmax)
        {
            string names =
                always.Count <= MostNamed
                    ? Counted.And([.. always.Select(name => $"'{name}'")])
                    : $"{always.Count} of {softmax.Classes.Count} classes";
            var cut = softmax
                .Classes.Index()
                .Where(y => always.Contains(y.Item))
                .Select(y => model.ClassSets!.CutOf(y.Index))
                .MaxBy(c => c.Groups)!;
            // Of other classes there were some, so that it is not their number that is short.
            bool areAll = always.Count == softmax.Classes.Count,
                areNone = cut.Images == 0 && !areAll;
            string them = always.Count == 1 ? "it" : "them",
                full = $"every set holds {them}";
            if (areNone)
                yield return $"Prediction sets of classes are OFF for {names}: {full}, as "
                    + "none of the images could be held out. Add images, of other groups where they come in groups.";
            else
                yield return Line(
                    areFull ? "Prediction sets are OFF"
                        : areAll ? "Prediction sets of classes are OFF"
                        : $"Prediction sets of classes are OFF for {names}",
                    cut,
                    model.ClassSets!.ClassesOf(cut),
                    "a miss rate",
                    areAll ? $"every set holds all classes{(areFull ? " or labels" : "")}"
                        : areFull ? $"every set holds {names}, or all labels"
                        : full,
                    areAll || areFull ? "" : $" of {them}"
                );
            areFull &= areNone;
        }
        if (areFull)
            yield return FullSets(model, isOff && model.Description.Labels!.MissRate == domain.Alpha);
        foreach (string without in WithoutHead(model.Manifest))
            yield return without;
        foreach (string rough in NotCalibrated.Of(model.Description))
            yield return rough;

        string Line(string what, ConformalCut cut, int classes, string rate, string effect, string of = "") =>
            isOff && cut.Groups == domain.Groups && cut.Alpha == domain.Alpha
                ? $"{what} for the domain check's reason: {effect}."
                : $"{what}: {gate.Shortfall(cut, classes, rate, effect, of)}";
    }

    // Such a label is never said.
    private static IEnumerable<string> WithoutHead(ModelManifest manifest) =>
        manifest.Labels switch
        {
            null => manifest.Training.Warnings.Where(x => x.StartsWith(TrainedHeads.None, StringComparison.Ordinal)),
            { LeftOut: [] } => [],
            { LeftOut: [var one] } => [$"There is NO label head for '{one.Name}': {one.Reason}."],
            { LeftOut: var several } heads =>
            [
                $"{TrainedHeads.None} for {several.Count} of {several.Count + heads.Names.Count} labels. "
                    + LeftOutReasons.Of(several),
            ],
        };

    // Their cut counts groups, and there is no weaker one.
    private static string FullSets(Model model, bool isSameReason)
    {
        var (domain, rate) = (model.Description.Domain, model.Description.Labels!.MissRate!.Value);
        string sets = model.Description.Softmax is null ? "Prediction sets" : "Prediction sets of labels";
        bool areGroups =
            domain.OutOfFoldGroups + domain.ValidationGroups < domain.OutOfFoldImages + domain.ValidationImages;
        return isSameReason
            ? $"{sets} are OFF for the domain check's reason: every set holds all labels."
            : $"{sets} are OFF: every set holds all labels: held-out {(areGroups ? "groups" : "images")} with labels are too few "
                + $"for a miss rate of {Figures.Rate(rate)}, which takes {ConformalCut.Fewest(rate)}. Add images"
                + $"{(areGroups ? " of other groups" : " with labels")}.";
    }
}
