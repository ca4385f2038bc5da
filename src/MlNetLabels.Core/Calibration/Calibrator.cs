using MlNetLabels.Data;
using MlNetLabels.Metrics;
using MlNetLabels.Numerics;

namespace MlNetLabels.Calibration;

/// <summary>
/// Chooses each label's calibration on held-out rows: Platt scaling or isotonic calibration where its log-loss is lower
/// than the head's own by more than one standard error of the difference, the better of the two where both are, else
/// the identity: a calibrator that fits chance makes probabilities worse. Both are judged by five-fold cross-validation
/// inside those rows, or isotonic would win by learning them by heart; the winner is then fitted on all of them. Folds
/// are stratified, drawn with a fixed seed, and do not depend on the order of the rows.
/// </summary>
internal static class Calibrator
{
    /// <summary>
    /// Least number of present and of absent rows; with fewer the label keeps its own probabilities.
    /// </summary>
    public const int MinimumPerState = 5;

    /// <summary>Why a label's head has nothing to calibrate.</summary>
    public const string NoHigher =
        "on the held-out images the score is no higher where the label is there, so that there is nothing to calibrate";

    private const int Folds = MinimumPerState;
    private const int FoldSeed = 0;

    private delegate LabelCalibration Fitter(ReadOnlySpan<double> logits, ReadOnlySpan<bool> truth);

    /// <summary>Chooses for every label, each on the rows that know it.</summary>
    /// <param name="logits">Validation logits, one row per image, one column per label.</param>
    /// <param name="truth">Truth of the same rows and labels.</param>
    /// <param name="cancellationToken">Stops the work between labels.</param>
    public static IReadOnlyList<CalibrationChoice> ChooseEach(
        Matrix logits,
        LabelMatrix truth,
        CancellationToken cancellationToken = default
    )
    {
        var choices = new CalibrationChoice[KnownRows.CheckedLabels(logits, truth)];
        for (int label = 0; label < choices.Length; label++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (values, states) = KnownRows.Select(logits, truth, label);
            choices[label] = Choose(values, states);
        }
        return choices;
    }

    /// <summary>Chooses for one label.</summary>
    /// <param name="logits">One finite number per row; may be empty.</param>
    /// <param name="truth">Whether that row has the label.</param>
    /// <exception cref="ArgumentException">A logit is not finite, or the lengths differ.</exception>
    public static CalibrationChoice Choose(ReadOnlySpan<double> logits, ReadOnlySpan<bool> truth)
    {
        if (logits.IsEmpty && truth.IsEmpty)
            return new(
                new IdentityCalibration("of no held-out image it is known whether it has the label"),
                null,
                null,
                null
            );
        CalibrationRows.ThrowIfInvalid(logits, truth);
        double[] own = LossOfEach(new IdentityCalibration(), logits, truth);
        double identity = own.Average();
        int present = truth.Count(true),
            absent = truth.Length - present;
        if (Math.Min(present, absent) < MinimumPerState)
            return new(
                new IdentityCalibration(
                    $"{present} held-out images have the label and {absent} do not; {MinimumPerState} of each are needed"
                ),
                identity,
                null,
                null
            );
        var platt = PlattScaling.Fit(logits, truth);
        if (platt.A >= 0)
            return new(new IdentityCalibration(NoHigher), identity, null, null);

        double[] plattLosses = CrossValidate(PlattScaling.Fit, logits, truth),
            isotonicLosses = CrossValidate(IsotonicCalibration.Fit, logits, truth);
        Gain byPlatt = Gain.Over(own, plattLosses),
            byIsotonic = Gain.Over(own, isotonicLosses);
        var (name, gain) =
            byIsotonic.IsBeyondChance && (!byPlatt.IsBeyondChance || byIsotonic.Mean > byPlatt.Mean)
                ? ("isotonic calibration", byIsotonic)
            : byPlatt.IsBeyondChance || byPlatt.Mean >= byIsotonic.Mean ? ("Platt scaling", byPlatt)
            : ("isotonic calibration", byIsotonic);
        LabelCalibration best =
            !gain.IsBeyondChance ? new IdentityCalibration(gain.WhyNot(name))
            : name == "Platt scaling" ? platt
            : IsotonicCalibration.Fit(logits, truth);
        return new(best, identity, plattLosses.Average(), isotonicLosses.Average())
        {
            Gain = gain.Mean,
            GainStandardError = gain.StandardError,
        };
    }

    /// <summary>The loss of each row by a calibration that was fitted without its fold.</summary>
    private static double[] CrossValidate(Fitter fit, ReadOnlySpan<double> logits, ReadOnlySpan<bool> truth)
    {
        double[] values = logits.ToArray();
        bool[] states = truth.ToArray();
        // Sorted first, so that the order of the rows does not matter; then shuffled, since dealing neighbours out
        // evenly would give each fold the same bumps as the rows kept, and isotonic would be praised for fitting them.
        var random = new Random(FoldSeed);
        int[] order = [.. Deal(true), .. Deal(false)];
        var losses = new double[values.Length];
        for (int fold = 0; fold < Folds; fold++)
        {
            int[] held = [.. order.Where((_, rank) => rank % Folds == fold)],
                kept = [.. order.Where((_, rank) => rank % Folds != fold)];
            var calibration = fit(Array.ConvertAll(kept, i => values[i]), Array.ConvertAll(kept, i => states[i]));
            foreach (int i in held)
                losses[i] = LossOf(calibration, values[i], states[i]);
        }
        return losses;

        int[] Deal(bool state)
        {
            int[] rows = [.. Enumerable.Range(0, values.Length).Where(i => states[i] == state).OrderBy(i => values[i])];
            random.Shuffle(rows);
            return rows;
        }
    }

    private static double[] LossOfEach(
        LabelCalibration calibration,
        ReadOnlySpan<double> logits,
        ReadOnlySpan<bool> truth
    )
    {
        var losses = new double[logits.Length];
        for (int i = 0; i < losses.Length; i++)
            losses[i] = LossOf(calibration, logits[i], truth[i]);
        return losses;
    }

    private static double LossOf(LabelCalibration calibration, double logit, bool truth)
    {
        double probability = calibration.Apply(logit);
        return LogLoss.FromProbability(truth ? probability : 1 - probability);
    }
}
