namespace MlNetLabels.Reports.Text;

/// <summary>
/// Answers whether a model can be used: what speaks against it, the gravest first and then what is furthest beyond its
/// bound, or the two best reasons for it. The bounds are round numbers for a first look; a product's own bounds belong
/// into a gates file.
/// </summary>
internal static class UsabilityJudge
{
    private const int TooFewImages = 10,
        FewImages = 30,
        ReasonsSaid = 2,
        MostNamed = 3;
    private const double OftenWrong = 0.7,
        SometimesWrong = 0.9,
        WeakAuroc = 0.8,
        ManyConfident = 0.05,
        MostConfident = 0.5,
        ManySurelyAnswered = 0.2,
        OftenAnswered = 0.2,
        MostAnswered = 0.5,
        Uncalibrated = 0.1,
        FewAnswered = 0.1,
        FewErrors = 0.005,
        ManyErrors = 0.05,
        Alike = 0.05,
        NotKnown = 2,
        NotAtWork = 1;

    public static (Usability Usability, string Headline, string NextStep) Judge(ReportContent report)
    {
        Objection[] objections = [.. Objections(report)];
        var said = objections
            .OrderByDescending(x => x.Weight)
            .ThenByDescending(x => x.Beyond)
            .Take(ReasonsSaid)
            .ToArray();
        if (said.Length == 0)
            return (
                Usability.Usable,
                $"Usable: {Joined(Reasons(report))}.",
                "Look at the pictures and the data audit once, then use it; put the figures that matter into a gates file."
            );
        bool forbids = said[0].Weight == Weight.Forbids;
        string[] reasons = [.. said.Select(x => x.Reason)];
        // One objection alone is weighed against what speaks for the model.
        if (!forbids && reasons.Length == 1 && GoodNews(report).FirstOrDefault() is { } good)
            reasons = [.. reasons, $"on the other hand, {good}"];
        return (
            forbids ? Usability.NotYet : Usability.UsableWithCare,
            $"{(forbids ? "Not yet" : "Usable with care")}: {Joined(reasons)}.",
            said[0].NextStep
        );
    }

    private static string Joined(IEnumerable<string> reasons) => string.Join("; ", reasons);

    private static IEnumerable<Objection> Objections(ReportContent report)
    {
        if (Score(report) is not { } score)
        {
            yield return new(
                Weight.Forbids,
                "it has not been judged on test images",
                "Run 'evaluate' on images that the model has not seen."
            );
            yield break;
        }
        if (report.Gates?.FirstOrDefault(x => !x.Passed) is { } gate)
            yield return new(Weight.Forbids, FailedGates(report.Gates), gate.Advice);
        if (score.Images < TooFewImages)
            yield return new(
                Weight.Forbids,
                $"it was judged on {Figures.Plural(score.Images, "test image")}, too few to say how good it is",
                report.Data.NotJudged is { Count: > 0 } missing
                    ? $"Add images of {Named(missing)} to the training data, train again, and evaluate on more images that the "
                        + "model has not seen."
                    : "Evaluate on more images that the model has not seen."
            );
        if (score.Value < OftenWrong)
            yield return new(Weight.Forbids, $"{score.Words}, which is often wrong", MoreImages);
        bool isOff = SwitchedOff.IsDomainCheckOff(report);
        // Where most strangers get a sure answer for it, that says so.
        if (isOff && !(SurelyAnswered(report) > MostConfident))
            yield return new(
                Weight.Grave,
                "the domain check is off, so no image of another kind is rejected",
                SwitchedOff.Advice
            );
        // Of few images every figure below is rough.
        if (score.Images is >= TooFewImages and < FewImages)
            yield return new(
                Weight.Care,
                $"it was judged on only {Figures.Plural(score.Images, "test image")}",
                "Evaluate on more images that the model has not seen."
            );
        if (score.Value is >= OftenWrong and < SometimesWrong)
            yield return new(
                Weight.Care,
                $"{score.Objection}, below {score.Bound(SometimesWrong)}",
                MoreImages,
                (1 - score.Value) / (1 - SometimesWrong)
            );
        if (Untested(report) is { } untested)
            yield return untested;
        if (report.Data.NotJudged is { Count: > 0 } unknown)
            yield return new(
                unknown.Count >= (report.Heads.Labels?.Test?.PerLabel.Count ?? 0) ? Weight.Forbids : Weight.Grave,
                $"test images show {Named(unknown)}, which it can never say",
                "Add images of them to the training data, or leave these labels out with --ignore-columns or --classes."
            );
        foreach (var objection in DomainCheck(report, isOff))
            yield return objection;
        if (SwitchedOff.BesideDomainCheck(report) is { } off)
            yield return new(
                Weight.Care,
                off,
                "Add images of every class and label, then train again"
                    + (
                        off.EndsWith(" off", StringComparison.Ordinal)
                            ? ", or with rates that these images can keep."
                            : "."
                    ),
                NotAtWork
            );
        var calibration = report.Calibration?.Softmax ?? report.Calibration?.Labels;
        if (score.Ece > Uncalibrated && !(score.Ece <= calibration?.After?.Noise?.Upper))
            yield return new(
                Weight.Care,
                $"its probabilities are off by {Figures.Percent(score.Ece)} on average",
                "Add images, which the calibration is fitted on, then train again.",
                score.Ece.Value / Uncalibrated
            );
        // A few of many are no reason against the model; the audit lists them.
        if (report.Audit is { LabelErrors.Count: > 0 and var errors } audited && errors >= FewErrors * audited.Images)
            yield return new(
                Weight.Care,
                $"{Figures.Plural(errors, "label")} of the data {(errors == 1 ? "is" : "are")} probably wrong",
                "Look at them in the report that evaluate --output FOLDER writes, fill in its suspects.csv, then train and evaluate "
                    + "again with --corrections.",
                (double)errors / audited.Images / ManyErrors
            );
    }

    // The figures say nothing of what no test image shows.
    private static Objection? Untested(ReportContent report)
    {
        (string Name, int Support, bool IsKnown)[] all = report.Heads.Softmax?.Test is { } softmax
            ? [.. softmax.PerClass.Select(x => (x.Class, x.Support, true))]
            : [.. report.Heads.Labels?.Test?.PerLabel.Select(x => (x.Label, x.Support, x.Ece is not null)) ?? []];
        string[] names = [.. all.Where(x => x.Support == 0).Select(x => $"'{x.Name}'")];
        string what = report.Heads.Softmax?.Test is null ? "labels" : "classes";
        return names.Length == 0
            ? null
            : new(
                2 * names.Length >= all.Length ? Weight.Forbids : Weight.Care,
                (
                    all.Any(x => x is { Support: 0, IsKnown: true })
                        ? "no test image shows "
                        : "the data do not say which test images show "
                ) + (names.Length <= MostNamed ? Counted.Or(names) : $"{names.Length} of {all.Length} {what}"),
                $"Evaluate on images of all {what}, of other groups where they come in groups.",
                NotKnown
            );
    }

    /// <summary>A few names as they are, of many the number.</summary>
    internal static string Named(IReadOnlyList<string> labels) =>
        labels.Count <= MostNamed
            ? Counted.And([.. labels.Select(label => $"'{label}'")])
            : $"{Figures.Count(labels.Count)} labels";

    private const string MoreImages =
        "Look at the mistakes: correct their labels, or add training images of the classes and labels that are confused.";

    // A check that is off is held to what one that is on is held to.
    private static IEnumerable<Objection> DomainCheck(ReportContent report, bool isOff)
    {
        foreach (var promise in Promises(report))
            yield return promise;
        if (!report.Confidence.Present().Any(x => x.Value.OutOfDomain.Count > 0))
        {
            yield return new(
                Weight.Care,
                "nothing is known of images of another kind, since none were given",
                "Evaluate again with --out-of-domain and a folder of images that the model must not answer.",
                NotKnown
            );
            yield break;
        }
        double? answered = Guarded(report)?.OutOfDomain.Values.Max(x => x.Accepted);
        if (SurelyAnswered(report) is > ManyConfident and { } confident)
            yield return new(
                confident > MostConfident ? Weight.Forbids
                    : confident > ManySurelyAnswered || (!isOff && answered > MostAnswered) ? Weight.Grave
                    : Weight.Care,
                Answered(report, isOff) + (isOff && confident > MostConfident ? ", as the domain check is off" : ""),
                isOff ? SwitchedOff.Advice : Strangers(report),
                Guarded(report)!.OutOfDomain.Values.Max(x => Beyond(x, isOff))
            );
        else if (!isOff && answered > OftenAnswered)
            yield return new(
                answered > MostAnswered ? Weight.Grave : Weight.Care,
                Answered(report, isOff),
                Strangers(report),
                Guarded(report)!.OutOfDomain.Values.Max(x => Beyond(x, isOff))
            );
        if (!isOff && !(SurelyAnswered(report) > ManyConfident) && LowestAuroc(report) is < WeakAuroc and { } auroc)
            yield return new(
                Weight.Care,
                $"the domain check hardly tells some images of another kind apart (AUROC {Figures.Number(auroc)})",
                Strangers(report),
                (1 - auroc) / (1 - WeakAuroc)
            );
    }

    // Of the set that is furthest beyond a bound, with both shares where they differ.
    private static string Answered(ReportContent report, bool isOff)
    {
        var worst = Guarded(report)!.OutOfDomain.Values.MaxBy(x => Beyond(x, isOff))!;
        string which = WorstSet(report, x => Beyond(x, isOff)),
            sure = $"{Figures.Percent(worst.ConfidentWrong)}";
        if (isOff)
            return $"{sure} of {which} get an answer with more than 90%";
        bool isSure = worst.ConfidentWrong > ManyConfident,
            isMore = worst.Accepted > OftenAnswered && worst.Accepted - worst.ConfidentWrong >= Alike;
        return isSure && !isMore
            ? $"{sure} of {which} pass the domain check and get an answer with more than 90%"
            : $"{Figures.Percent(worst.Accepted)} of {which} pass the domain check and get an answer"
                + (isSure ? $", {sure} with more than 90%" : "");
    }

    private static double Beyond(Evaluation.DecisionOutcome strangers, bool isOff)
    {
        double surely = strangers.ConfidentWrong / ManyConfident ?? 0;
        return isOff ? surely : Math.Max(surely, strangers.Accepted / OftenAnswered ?? 0);
    }

    // What was promised of images of its own kind, and missed.
    private static IEnumerable<Objection> Promises(ReportContent report)
    {
        const string Next =
            "Look at what the test images have that training images lack, and add such images to the training data.";
        // Of images in groups each is a hint.
        var weight = report.DomainCheck is { } check && CoverageText.IsByImage(check) ? Weight.Grave : Weight.Care;
        if (CoverageText.IsBroken(report.DomainCheck))
            yield return new(
                weight,
                $"the domain check rejects more images of its own kind than it "
                    + $"{(CoverageText.IsPromised(report.DomainCheck!) ? "promised" : "aims at")} "
                    + $"({Figures.Percent(1 - report.DomainCheck!.TestCoverage)})",
                Next,
                (1 - report.DomainCheck.TestCoverage!.Value) / report.DomainCheck.RejectRate!.Value
            );
        if (CoverageText.UnsureBeyond(report) is { } unsure)
            yield return new(
                weight,
                $"it calls more images of its own kind unsure than it aims at ({Figures.Percent(report.Strangers![0].Unsure)})",
                Next,
                unsure
            );
        foreach (var row in report.PredictionSets ?? [])
            if (SetsText.IsBroken(row, report.DomainCheck))
                yield return new(
                    weight,
                    $"the {(row.Head == HeadNames.Softmax ? "classes" : "labels")} that it gives as possible (its prediction sets) "
                        + $"lack the true {(row.Head == HeadNames.Softmax ? "one" : "ones")} for {Figures.Percent(row.Missing)} of "
                        + $"images instead of at most {Figures.Percent(row.MissRate)}",
                    Next,
                    row.Missing!.Value / row.MissRate
                );
    }

    // Known negatives teach label heads alone, and the check takes them for images of its own kind.
    private static string Strangers(ReportContent report) =>
        report.DomainCheck?.ChoiceAuroc is not null
            ? "Such images chose the score already: train with a higher --reject-rate, which turns away more of them and of "
                + "its own kind, or have a person look at what is answered."
            : "Train with --validation-out-of-domain and images of that kind, so that they choose the score.";

    private static IEnumerable<string> Reasons(ReportContent report)
    {
        if (Score(report) is not { } score)
            yield break;
        yield return score.Words;
        if (Guarded(report) is { } guarded)
            yield return guarded.OutOfDomain.Values.Max(x => x.Accepted) switch
            {
                0 => "no out-of-domain image gets an answer behind the domain check",
                var most =>
                    $"{Figures.Percent(most)} of {WorstSet(report, x => x.Accepted)} get an answer behind the domain check",
            };
    }

    private static string WorstSet(ReportContent report, Func<Evaluation.DecisionOutcome, double?> figure) =>
        Guarded(report)!.OutOfDomain is { Count: > 1 } sets
            ? $"the worst set of out-of-domain images ('{sets.MaxBy(x => figure(x.Value)).Key}')"
            : "the out-of-domain images";

    // What weighs against an objection: a figure that would be one itself is none.
    private static IEnumerable<string> GoodNews(ReportContent report)
    {
        if (Score(report) is { Value: >= SometimesWrong } score)
            yield return score.Words;
        if (
            !SwitchedOff.IsDomainCheckOff(report)
            && Guarded(report)?.OutOfDomain.Values.Max(x => x.Accepted) <= FewAnswered
        )
            yield return Reasons(report).Last();
    }

    // The head that answers: softmax of a classifier, else the label heads.
    private static Evaluation.DecisionRow? Guarded(ReportContent report) =>
        report.SideBySide.FirstOrDefault(x => x.DomainCheck is not null && x.OutOfDomain.Values.Any(o => o.Count > 0));

    private static double? SurelyAnswered(ReportContent report) =>
        Guarded(report)?.OutOfDomain.Values.Max(x => x.ConfidentWrong);

    private static double? LowestAuroc(ReportContent report) =>
        report.OutOfDomain.Where(x => x.Score == Guarded(report)?.DomainCheck).Min(x => x.Auroc);

    private static JudgedScore? Score(ReportContent report) =>
        report.Heads.Softmax?.Test is { Accuracy: { } accuracy } softmax
            ? new(
                accuracy,
                only =>
                    $"it names the right class for {only}{Figures.Percent(accuracy)} of {Figures.Plural(softmax.Count, "test image")}",
                bound => Figures.Percent(bound),
                softmax.Count,
                softmax.Ece
            )
        : report.Heads.Labels?.Test is { MicroF1: { } f1 } labels
            ? new(
                f1,
                only =>
                    $"its labels on {Figures.Plural(labels.Count, "test image")} have a micro F1 of {only}{Figures.Number(f1)}",
                bound => Figures.Number(bound),
                labels.Count,
                report.Calibration?.Labels?.After?.Ece
            )
        : null;

    private static string FailedGates(IReadOnlyList<QualityGate> gates)
    {
        string[] failed = [.. gates.Where(x => !x.Passed).Select(x => x.Name)];
        string rest = failed.Length > ReasonsSaid ? $" and {failed.Length - ReasonsSaid} more" : "";
        return $"{failed.Length} of {Figures.Plural(gates.Count, "gate")} failed "
            + $"({string.Join(", ", failed.Take(ReasonsSaid))}{rest})";
    }

    /// <summary>What speaks against using the model.</summary>
    /// <param name="Weight">How much it counts.</param>
    /// <param name="Reason">Part of a sentence.</param>
    /// <param name="NextStep">What to do about it.</param>
    /// <param name="Beyond">Its figure in times of its bound; without one it comes first.</param>
    private sealed record Objection(
        Weight Weight,
        string Reason,
        string NextStep,
        double Beyond = double.PositiveInfinity
    );

    /// <summary>How much an objection counts: what weighs more is said first, then what is further beyond its bound.</summary>
    private enum Weight
    {
        /// <summary>It wants care.</summary>
        Care,

        /// <summary>It wants care, and changes how the model is to be used.</summary>
        Grave,

        /// <summary>It should not be used yet.</summary>
        Forbids,
    }

    /// <summary>The figure that stands for the answering head.</summary>
    /// <param name="Value">Accuracy, or micro F1.</param>
    /// <param name="Say">The figure in words, with a word before it.</param>
    /// <param name="Bound">A bound of it in words.</param>
    /// <param name="Images">Test images.</param>
    /// <param name="Ece">Expected calibration error.</param>
    private sealed record JudgedScore(
        double Value,
        Func<string, string> Say,
        Func<double, string> Bound,
        int Images,
        double? Ece
    )
    {
        public string Words => Say("");

        public string Objection => Say("only ");
    }
}
