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

    // Once so many lambdas in a row lost this much more than the best, a weaker one only learns the folds by heart.
    private const int Risen = 2;

    // Below this share of the slack the left-out loss can fall by so little that only a near tie would be decided anew.
    private const double ShareThatDecidesNothing = 0.25;

    // A hundredth of a percent of the loss is far below the slack; the head itself is then fitted to the full
    // tolerance. Few rows cost little, and their left-out losses follow every weight.
    private const double ManyRowsTolerance = 1e-4,
        FewRowsTolerance = 1e-8;

    /// <summary>The options of the fits on the way.</summary>
    public static HeadOptions OnTheWay(HeadOptions options, bool manyRows) =>
        options with
        {
            Tolerance = Math.Max(options.Tolerance, manyRows ? ManyRowsTolerance : FewRowsTolerance),
            Estimate = true,
            Progress = null,
        };

    /// <summary>
    /// The left-out loss of each lambda, from strong to weak, until it has clearly risen or there is hardly any.
    /// </summary>
    /// <param name="folds">Fold of each row.</param>
    /// <param name="totalWeight">What the sum of all rows' losses is divided by.</param>
    /// <param name="nullLoss">Log-loss of knowing nothing but the shares of the classes or labels.</param>
    /// <param name="open">
    /// Makes, of the rows to fit on and the rows left out, what fits for one lambda after another, each from the one
    /// before, and sums the left-out rows' losses.
    /// </param>
    /// <param name="phase">What progress calls it.</param>
    /// <param name="progress">Told after each lambda.</param>
    public static IReadOnlyList<LambdaPoint> Choose(
        int[] folds,
        double totalWeight,
        double nullLoss,
        Func<int[], int[], Func<double, double>> open,
        string phase,
        IProgress<WorkProgress>? progress
    )
    {
        int[] rows = [.. Enumerable.Range(0, folds.Length)];
        Func<double, double>[] validate =
        [
            .. Enumerable
                .Range(0, folds.Max() + 1)
                .Select(fold => open([.. rows.Where(i => folds[i] != fold)], [.. rows.Where(i => folds[i] == fold)])),
        ];
        var path = new List<LambdaPoint>();
        for (int l = 0; l < Points && !HasEnded(path, nullLoss); l++)
        {
            double lambda = Strongest * Math.Pow(Weakest / Strongest, l / (Points - 1.0));
            path.Add(new LambdaPoint(lambda, validate.Sum(fold => fold(lambda)) / totalWeight));
            progress?.Report(new WorkProgress(phase, l + 1, Points));
        }
        if (path.Count < Points)
            progress?.Report(new WorkProgress(phase, Points, Points));
        return path;
    }

    // A loss so small that what is left of it decides nothing, or one that rose again.
    private static bool HasEnded(List<LambdaPoint> path, double nullLoss)
    {
        if (path.Count > 0 && path[^1].LogLoss <= ShareThatDecidesNothing * Slack(nullLoss))
            return true;
        double clearly = path.Select(p => p.LogLoss).DefaultIfEmpty().Min() + Slack(nullLoss);
        return path.Count > Risen && path.TakeLast(Risen).All(p => p.LogLoss > clearly);
    }

    /// <summary>The strongest point within the slack of the lowest loss.</summary>
    /// <param name="path">From strong to weak.</param>
    /// <param name="nullLoss">Log-loss of knowing nothing but the shares of the classes or labels.</param>
    public static LambdaPoint Best(IReadOnlyList<LambdaPoint> path, double nullLoss)
    {
        double highest = path.Min(p => p.LogLoss) + Slack(nullLoss);
        return path.First(p => p.LogLoss <= highest);
    }

    private static double Slack(double nullLoss) => Math.Min(MaxSlack, SlackOfNull * nullLoss);

    /// <summary>Entropy in nats of shares that sum to one: the log-loss of knowing nothing else.</summary>
    public static double Entropy(IEnumerable<double> shares) => shares.Sum(p => p > 0 ? -p * Math.Log(p) : 0);

    /// <summary>A warning where the best lambda lies at an end of the path.</summary>
    public static IEnumerable<string> Warnings(IReadOnlyList<LambdaPoint> path, LambdaPoint best)
    {
        if (best == path[^1] && path.Count == Points)
            yield return FormattableString.Invariant(
                $"The best lambda is the weakest tried ({best.L2:g3}): the training images are told apart almost perfectly."
            );
        if (best == path[0])
            yield return FormattableString.Invariant(
                $"The best lambda is the strongest tried ({best.L2:g3}): the embeddings say little about these labels."
            );
    }
}
