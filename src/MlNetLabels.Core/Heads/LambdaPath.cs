namespace MlNetLabels.Heads;

/// <summary>
/// Chooses lambda over a path from strong to weak, each fit starting from the one before: the strongest whose mean
/// log-loss on left-out folds is within a slack of the lowest. First every other lambda is tried, from the third on and
/// both ways, until the loss has clearly risen, then those beside the lowest and the chosen one.
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

    internal const double Weakest = 1e-5;
    private const int Points = 13;

    private const int CoarseStep = 2;

    // Embeddings of a network call for less than the strongest; those that do not are found on the way back.
    private const int CoarseStart = 2 * CoarseStep;

    // So many rows left out tell two lambdas apart by far less than the slack: of many rows, fewer folds suffice.
    private const int EnoughRows = 3000;

    // Below this share of the slack the left-out loss can fall by so little that only a near tie would be decided anew.
    private const double ShareThatDecidesNothing = 0.25;

    // A hundredth of a percent of the loss is far below the slack; the head itself is then fitted to the full
    // tolerance. Few rows cost little, and their left-out losses follow every weight.
    private const double ManyRowsTolerance = 1e-4,
        FewRowsTolerance = 1e-8;

    // Such a fit begins with the heads of all rows; less than a hundredth of what the fold changes is then left of that
    // in its logits (FoldStartTests).
    private const double FoldTolerance = 1e-8;

    /// <summary>The options of heads that are fitted only to be held against images they have not seen.</summary>
    public static HeadOptions InFolds(HeadOptions options) =>
        options.Preconditioner?.Value is null
            ? options with
            {
                Progress = null,
            }
            : options with
            {
                Tolerance = Math.Max(options.Tolerance, FoldTolerance),
                Estimate = true,
                Progress = null,
            };

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
    /// <param name="folds">Fold of each row; -1 for those that are never left out.</param>
    /// <param name="totalWeight">What the sum of all rows' losses is divided by.</param>
    /// <param name="nullLoss">Log-loss of knowing nothing but the shares of the classes or labels.</param>
    /// <param name="open">
    /// Makes, of the rows to fit on and the rows left out, what fits for one lambda after another, each from the one
    /// before, and sums the left-out rows' losses.
    /// </param>
    /// <param name="phase">What progress calls it.</param>
    /// <param name="options">Whom to tell after each lambda, and whether to try all.</param>
    public static IReadOnlyList<LambdaPoint> Choose(
        int[] folds,
        double totalWeight,
        double nullLoss,
        Func<int[], int[], Func<double, double>> open,
        string phase,
        HeadOptions options
    )
    {
        var progress = options.Progress;
        int[] rows = [.. Enumerable.Range(0, folds.Length)];
        int[] used = options.WholePath ? [.. Enumerable.Range(0, folds.Max() + 1)] : Used(folds);
        Func<double, double>[] validate =
        [
            .. used.Select(fold =>
                open([.. rows.Where(i => folds[i] != fold)], [.. rows.Where(i => folds[i] == fold)])
            ),
        ];
        double total = totalWeight * rows.Count(i => used.Contains(folds[i])) / rows.Length;
        var tried = new SortedDictionary<int, LambdaPoint>();
        for (int l = 0; options.WholePath && l < Points; l++)
            Try(l);
        for (int l = CoarseStart; l < Points && !HasEnded([.. tried.Values], nullLoss); l += CoarseStep)
            if (!tried.ContainsKey(l))
                Try(l);
        for (int l = CoarseStart - CoarseStep; l >= 0 && IsAtStrongest(); l -= CoarseStep)
            if (!tried.ContainsKey(l))
                Try(l);
        // The lowest may lie beside the lowest so far, and the strongest that will do beside the one that would be taken.
        Beside(tried.MinBy(p => p.Value.LogLoss).Key, stronger: true, weaker: true);
        Beside(IndexOf(Best([.. tried.Values], nullLoss)), stronger: true, weaker: false);
        progress?.Report(new WorkProgress(phase, Points, Points));
        return [.. tried.Values];

        void Try(int l)
        {
            double lambda = Strongest * Math.Pow(Weakest / Strongest, l / (Points - 1.0));
            tried[l] = new LambdaPoint(lambda, validate.Sum(fold => fold(lambda)) / total);
            progress?.Report(new WorkProgress(phase, tried.Count, Points));
        }

        void Beside(int l, bool stronger, bool weaker)
        {
            foreach (int beside in new[] { stronger ? l - 1 : -1, weaker ? l + 1 : -1 })
                if (beside >= 0 && beside < Points && !tried.ContainsKey(beside))
                    Try(beside);
        }

        // Until the loss has clearly risen towards strong lambdas, too.
        bool IsAtStrongest() => Best([.. tried.Values], nullLoss) == tried.First().Value;

        int IndexOf(LambdaPoint point) => tried.First(p => p.Value == point).Key;
    }

    // The fewest folds that hold enough rows; all of them where rows are few.
    private static int[] Used(int[] folds)
    {
        int[] sizes = new int[folds.Max() + 1];
        foreach (int fold in folds.Where(fold => fold >= 0))
            sizes[fold]++;
        int held = 0;
        return
        [
            .. Enumerable.Range(0, sizes.Length).TakeWhile(fold => (held += sizes[fold]) - sizes[fold] < EnoughRows),
        ];
    }

    // A loss so small that what is left of it decides nothing, or one that rose again.
    private static bool HasEnded(LambdaPoint[] path, double nullLoss)
    {
        if (path.Length > 0 && path[^1].LogLoss <= ShareThatDecidesNothing * Slack(nullLoss))
            return true;
        return path.Length > 1 && path[^1].LogLoss > path.Min(p => p.LogLoss) + Slack(nullLoss);
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

    /// <summary>
    /// Whether folds tell no lambda from another: in each, what is left to learn from lacks whatever is held out, or
    /// anything to tell it from.
    /// </summary>
    /// <param name="folds">Fold of each row.</param>
    /// <param name="columns">Of each label, or once for all classes: the class or state of each row; below 0 if unknown.</param>
    public static bool IsBlind(int[] folds, IEnumerable<Func<int, int>> columns) =>
        columns.All(column =>
            Enumerable
                .Range(0, folds.Max() + 1)
                .All(fold =>
                {
                    int[] known = [.. Enumerable.Range(0, folds.Length).Where(i => column(i) >= 0)];
                    var kept = known.Where(i => folds[i] != fold).Select(column).ToHashSet();
                    return kept.Count < 2 || !known.Any(i => folds[i] == fold && kept.Contains(column(i)));
                })
        );

    /// <summary>Whether all rows of a class, or of a state of a label, several of them, lie in one fold.</summary>
    private static bool IsTorn(int[] folds, IEnumerable<Func<int, int>> columns) =>
        columns.Any(column =>
            Enumerable
                .Range(0, folds.Length)
                .Where(i => column(i) >= 0 && folds[i] >= 0)
                .GroupBy(column, i => folds[i])
                .Any(of => of.Skip(1).Any() && of.Distinct().Take(2).Count() == 1)
        );

    /// <summary>What to tell where nothing could be tried.</summary>
    public static string Untried(int[]? groups) =>
        FormattableString.Invariant($"No penalty could be tried, and the strongest (lambda {Strongest:g3}) was taken: ")
        + (
            groups is not null && groups.Distinct().Count() < groups.Length
                ? "the images of each class are of one group, so that none of a class can be held out while others are learned "
                    + "from. Add images of other groups, at least two groups a class."
                : "no class has images enough to hold one out. Add images, at least two a class."
        );

    /// <summary>A warning where the best lambda lies at an end of the path.</summary>
    /// <param name="path">The lambdas tried.</param>
    /// <param name="best">The one that is taken.</param>
    /// <param name="folds">Fold of each row.</param>
    /// <param name="columns">As <see cref="IsBlind"/> takes them.</param>
    public static IEnumerable<string> Warnings(
        IReadOnlyList<LambdaPoint> path,
        LambdaPoint best,
        int[] folds,
        IEnumerable<Func<int, int>> columns
    )
    {
        if (best == path[^1] && best.L2 <= Weakest * 1.001)
            yield return FormattableString.Invariant(
                $"The training images are told apart almost perfectly: the weakest penalty tried (lambda {best.L2:g3}) is best."
            );
        if (best == path[0] && IsTorn(folds, columns))
            yield return FormattableString.Invariant(
                $"The strongest penalty tried (lambda {best.L2:g3}) looks best, but all images of a class or label are of one group and"
            )
                + " were held out together, so that this says little. Add images of other groups, at least two groups a class.";
        else if (best == path[0])
            yield return FormattableString.Invariant(
                $"The images look alike, or labels are mixed up: the strongest penalty tried (lambda {best.L2:g3}) is best."
            );
    }
}
