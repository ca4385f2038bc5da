namespace MlNetLabels.Heads;

/// <summary>
/// Chooses lambda over a path from strong to weak, each fit starting from the one before: the strongest whose mean
/// log-loss on left-out folds is within a slack of the lowest.
/// </summary>
internal static class LambdaPath
{
    /// <summary>Largest lambda tried; on standardised embeddings it leaves little more than the class shares.</summary>
    public const double Strongest = 10;

    /// <summary>
    /// Nats that nobody can tell apart: on separable data the log-loss falls for ever as lambda does, by less than
    /// this, while the head grows ever surer of images it was not trained for.
    /// </summary>
    public const double MaxSlack = 0.005;

    // Of rare labels there is little to learn in nats, so the slack is no more than this share of it.
    private const double SlackOfNull = 0.02;

    private const double Weakest = 1e-5;
    private const int Points = 13;

    // A hundredth of a percent of the loss is far below the slack; the head itself is then fitted to the full
    // tolerance.
    private const double FoldTolerance = 1e-4;

    /// <summary>The options of the fits on the way.</summary>
    public static HeadOptions OnTheWay(HeadOptions options) =>
        options with
        {
            Tolerance = Math.Max(options.Tolerance, FoldTolerance),
        };

    /// <summary>
    /// Adds up the left-out losses that <paramref name="validate"/> returns (one a lambda) over all folds.
    /// </summary>
    /// <param name="folds">Fold of each row.</param>
    /// <param name="totalWeight">What the sum of all rows' losses is divided by.</param>
    /// <param name="validate">
    /// Fits on the first rows for each lambda and sums the losses of the second; to tell after each lambda.
    /// </param>
    /// <param name="phase">What progress calls it.</param>
    /// <param name="progress">Told after each fit.</param>
    public static IReadOnlyList<LambdaPoint> Choose(
        int[] folds,
        double totalWeight,
        Func<int[], int[], double[], Action, double[]> validate,
        string phase,
        IProgress<WorkProgress>? progress
    )
    {
        int done = 0,
            count = folds.Max() + 1;
        void Tell() => progress?.Report(new WorkProgress(phase, ++done, count * Points));
        double[] lambdas =
        [
            .. Enumerable.Range(0, Points).Select(i => Strongest * Math.Pow(Weakest / Strongest, i / (Points - 1.0))),
        ];
        int[] rows = [.. Enumerable.Range(0, folds.Length)];
        var totals = new double[Points];
        for (int fold = 0; fold < count; fold++)
        {
            int[] train = [.. rows.Where(i => folds[i] != fold)],
                held = [.. rows.Where(i => folds[i] == fold)];
            double[] losses = validate(train, held, lambdas, Tell);
            for (int l = 0; l < Points; l++)
                totals[l] += losses[l];
        }
        return [.. lambdas.Select((lambda, l) => new LambdaPoint(lambda, totals[l] / totalWeight))];
    }

    /// <summary>The strongest point within the slack of the lowest loss.</summary>
    /// <param name="path">From strong to weak.</param>
    /// <param name="nullLoss">Log-loss of knowing nothing but the shares of the classes or labels.</param>
    public static LambdaPoint Best(IReadOnlyList<LambdaPoint> path, double nullLoss)
    {
        double highest = path.Min(p => p.LogLoss) + Math.Min(MaxSlack, SlackOfNull * nullLoss);
        return path.First(p => p.LogLoss <= highest);
    }

    /// <summary>Entropy in nats of shares that sum to one: the log-loss of knowing nothing else.</summary>
    public static double Entropy(IEnumerable<double> shares) => shares.Sum(p => p > 0 ? -p * Math.Log(p) : 0);

    /// <summary>A warning where the best lambda lies at an end of the path.</summary>
    public static IEnumerable<string> Warnings(IReadOnlyList<LambdaPoint> path, LambdaPoint best)
    {
        if (best == path[^1])
            yield return FormattableString.Invariant(
                $"The best lambda is the weakest tried ({best.L2:g3}): the training images are told apart almost perfectly."
            );
        if (best == path[0])
            yield return FormattableString.Invariant(
                $"The best lambda is the strongest tried ({best.L2:g3}): the embeddings say little about these labels."
            );
    }
}
