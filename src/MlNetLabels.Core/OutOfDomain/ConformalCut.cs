namespace MlNetLabels.OutOfDomain;

/// <summary>
/// The cut on an out-of-domain score that accepts at least 1 - alpha of in-domain images, whatever the score's
/// distribution: split conformal prediction (Vovk, Gammerman and Shafer, "Algorithmic Learning in a Random World",
/// 2005). Images of one group (day, camera, book) are not independent, so each group counts once, its images sharing
/// its weight (Lee, Barber and Willett, "Distribution-free inference with hierarchical data", 2023); without groups
/// each image is its own. The promise holds on average over validation sets for one image of a new group that arises as
/// those of validation did; it does not hold for every single group. Immutable.
/// </summary>
public sealed class ConformalCut
{
    /// <summary>Share of in-domain images that may be rejected, where nothing else is asked for.</summary>
    public const double DefaultAlpha = 0.05;

    // Sums of weights 1/n and products (n + 1)(1 - alpha) miss whole numbers by rounding; no rank does by this much.
    private const double Rounding = 1e-9;

    private readonly double[] _scores;
    private readonly double[]? _weights;

    // Total weight of the scores from index i on; one more entry, 0, past the end.
    private readonly double[] _weightFrom;

    private ConformalCut(double[] ascending, double[]? weights, int groups, double alpha)
    {
        ThrowIfNotRate(alpha);
        (_scores, _weights, Groups, Alpha) = (ascending, weights, groups, alpha);
        _weightFrom = new double[ascending.Length + 1];
        for (int i = ascending.Length - 1; i >= 0; i--)
            _weightFrom[i] = _weightFrom[i + 1] + (weights?[i] ?? 1);
        double allowed = alpha * (groups + 1) - 1;
        int rank = Array.FindIndex(_weightFrom, 1, above => above <= allowed + Rounding);
        Cut = rank < 1 ? double.PositiveInfinity : ascending[rank - 1];
    }

    /// <summary>Share of in-domain images that may be rejected, above 0 and below 1.</summary>
    public double Alpha { get; }

    /// <summary>
    /// Images with at most this score are accepted: without groups the ceil((n + 1)(1 - alpha))-th smallest of n
    /// validation scores. Positive infinity, which accepts everything, where validation is too small for alpha.
    /// </summary>
    public double Cut { get; }

    /// <summary>Number of validation groups, or of validation images where they came without groups.</summary>
    public int Groups { get; }

    /// <summary>Number of validation images.</summary>
    public int Images => _scores.Length;

    /// <summary>Whether each validation group counts once, so that the promise is to images of new groups.</summary>
    public bool IsByGroup => _weights is not null;

    /// <summary>The smallest alpha at which this validation set can reject anything: 1 / (groups + 1).</summary>
    public double SmallestAlpha => 1.0 / (Groups + 1);

    /// <summary>What to tell the user where <see cref="Cut"/> is infinite; null where it is not.</summary>
    public string? Shortfall => ShortfallOf("a reject rate", "no image is ever rejected");

    /// <summary>Scores of the validation images, smallest first.</summary>
    public IReadOnlyList<double> Scores => _scores;

    /// <summary>
    /// Share of its group that each of <see cref="Scores"/> stands for; null where images came without groups.
    /// </summary>
    public IReadOnlyList<double>? Weights => _weights;

    /// <summary>All that the cut consists of, as plain numbers for a model bundle.</summary>
    internal ConformalCutState State =>
        new()
        {
            Alpha = Alpha,
            Scores = _scores,
            Weights = _weights,
        };

    /// <summary>Fewest images, or groups, that set a cut at a rate.</summary>
    internal static double Fewest(double alpha) => Math.Ceiling(1 / alpha - Rounding) - 1;

    /// <summary><see cref="Shortfall"/> of a cut whose alpha goes by another name.</summary>
    /// <param name="rate">What alpha is called where it is set, with its article.</param>
    /// <param name="effect">What an infinite cut means for images.</param>
    /// <param name="share">Share of new images that will be held out, to say how many to add; null where unknown.</param>
    /// <param name="rounded">How many images rounding, class by class, may add to that share or leave out of it.</param>
    /// <param name="isSplit">Whether somebody who names splits can hold out more.</param>
    /// <param name="of">Whose images count, as in " of it"; empty where all do.</param>
    internal string? ShortfallOf(
        string rate,
        string effect,
        double? share = null,
        double rounded = 0,
        bool isSplit = false,
        string of = ""
    )
    {
        if (double.IsFinite(Cut))
            return null;
        double least = Fewest(Alpha);
        string larger =
            Alpha < DefaultAlpha && Groups > 0
                ? $", or ask for {rate} of {Figures.Percent(Math.Ceiling(SmallestAlpha * 1000) / 1000)} or more"
                : "";
        string own = isSplit ? $" ({least - Groups:0} to 'validation', where you name splits)" : "",
            more = share is { } held ? More(least - Groups, held, rounded) : "";
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{effect}: {Groups} held-out {(_weights is null ? "images" : "groups")}{of} are too few for {rate} of {Figures.Rate(Alpha)}, "
                + $"which takes {least}. Add{(_weights is null ? $"{more} images{of}" : $" images{of} of{more} other groups")}"
                + $"{own}{larger}."
        );
    }

    // Fewer never do, and the larger number is always enough, wherever rounding falls.
    private static string More(double missing, double share, double rounded)
    {
        double fewest = Math.Max(missing, Math.Ceiling((missing - rounded) / share - Rounding)),
            enough = Math.Ceiling((missing + rounded) / share - Rounding);
        return FormattableString.Invariant($" {(fewest < enough ? $"{fewest:0} to " : "")}{enough:0} more");
    }

    /// <summary>Calibrates on the scores of in-domain validation images, which the scorer was not fitted on.</summary>
    /// <param name="validation">One finite score per image; any order.</param>
    /// <param name="alpha">Share of in-domain images that may be rejected, above 0 and below 1.</param>
    /// <param name="groups">One group per image, any numbers; empty where images are independent.</param>
    public static ConformalCut Fit(
        ReadOnlySpan<double> validation,
        double alpha = DefaultAlpha,
        ReadOnlySpan<int> groups = default
    )
    {
        double[] scores = validation.ToArray();
        ThrowIfNotFinite(scores);
        if (groups.IsEmpty)
        {
            Array.Sort(scores);
            return new ConformalCut(scores, null, scores.Length, alpha);
        }
        if (groups.Length != scores.Length)
            throw new ArgumentException(
                $"There are {scores.Length} validation scores but {groups.Length} groups.",
                nameof(groups)
            );
        int[] keys = groups.ToArray();
        var sizes = keys.CountBy(g => g).ToDictionary();
        double[] weights = [.. keys.Select(g => 1.0 / sizes[g])];
        // Equal scores by weight, so that no bit depends on the order of the images.
        int[] order = [.. Enumerable.Range(0, scores.Length).OrderBy(i => scores[i]).ThenBy(i => weights[i])];
        return new ConformalCut(
            [.. order.Select(i => scores[i])],
            [.. order.Select(i => weights[i])],
            sizes.Count,
            alpha
        );
    }

    /// <summary>The cut that a state was taken from.</summary>
    /// <exception cref="InvalidInputException">The state is damaged.</exception>
    internal static ConformalCut FromState(ConformalCutState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        double[] scores = [.. state.Scores];
        double[]? weights = state.Weights is null ? null : [.. state.Weights];
        double groups = weights?.Sum() ?? scores.Length;
        bool sound =
            state.Alpha is > 0 and < 1
            && scores.All(double.IsFinite)
            && scores.Zip(scores.Skip(1)).All(pair => pair.First <= pair.Second)
            && (
                weights is null
                || (
                    weights.Length == scores.Length
                    && weights.All(w => w is > 0 and <= 1)
                    && Math.Abs(groups - Math.Round(groups)) < 1e-6
                )
            );
        if (!sound)
            throw new InvalidInputException(
                "The stored out-of-domain cut is damaged: its rate, scores or weights contradict each other. Train the model again."
            );
        return new ConformalCut(scores, weights, (int)Math.Round(groups), state.Alpha);
    }

    /// <summary>The same validation images with another promise.</summary>
    public ConformalCut WithAlpha(double alpha) => new(_scores, _weights, Groups, alpha);

    /// <summary>
    /// This cut where it can reject something or has no groups; otherwise the one that takes each image as its own. A
    /// check that rejects nothing is none: with few groups the weaker promise, to new images of the groups of
    /// validation, is the one that can be given. Images of new groups may then be rejected more often.
    /// </summary>
    public ConformalCut OrByImage() => _weights is null || double.IsFinite(Cut) ? this : WithoutGroups();

    /// <summary>The cut that takes each image as its own.</summary>
    internal ConformalCut WithoutGroups() => new(_scores, null, _scores.Length, Alpha);

    /// <summary>
    /// Whether an image of this score counts as in-domain: score at most <see cref="Cut"/>, p-value above
    /// <see cref="Alpha"/>.
    /// </summary>
    public bool Accepts(double score) => score <= Cut;

    /// <summary>Total weight of the scores that are at least this.</summary>
    internal double WeightFrom(double score) => _weightFrom[IndexOf(score)];

    /// <summary>Total weight of the scores from this index on.</summary>
    internal double WeightFrom(int index) => _weightFrom[index];

    /// <summary>How many scores are below this one.</summary>
    internal int IndexOf(double score)
    {
        int below = 0,
            end = _scores.Length;
        while (below < end)
        {
            int middle = (below + end) / 2;
            if (_scores[middle] < score)
                below = middle + 1;
            else
                end = middle;
        }
        return below;
    }

    /// <summary>
    /// (1 + number of validation images of at least this score) / (n + 1), with groups the sum over groups of the share
    /// of their images instead of the number: the chance that an in-domain image looks as far out. Above 0, at most 1.
    /// </summary>
    public double PValue(double score) => Math.Min(1, (1 + WeightFrom(score)) / (Groups + 1));

    /// <summary>
    /// Share of in-domain images accepted, to be held against 1 - alpha on images seen by neither training nor
    /// validation; null without images.
    /// </summary>
    public double? EmpiricalCoverage(ReadOnlySpan<double> inDomain)
    {
        int accepted = 0;
        foreach (double score in inDomain)
            if (Accepts(score))
                accepted++;
        return inDomain.IsEmpty ? null : (double)accepted / inDomain.Length;
    }

    /// <summary>
    /// Share of the validation images themselves that is accepted, each group counting once where there are groups; at
    /// least 1 - alpha by construction. Null without images.
    /// </summary>
    public double? ValidationCoverage
    {
        get
        {
            int accepted = Array.FindIndex(_scores, s => !Accepts(s));
            return _scores.Length == 0 ? null
                : accepted < 0 ? 1
                : 1 - _weightFrom[accepted] / Groups;
        }
    }

    private static void ThrowIfNotRate(double alpha)
    {
        if (alpha is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "The reject rate lies above 0 and below 1.");
    }

    private static void ThrowIfNotFinite(double[] scores)
    {
        foreach (double score in scores)
            if (!double.IsFinite(score))
                throw new InvalidInputException(
                    $"A validation image has the out-of-domain score {score}; leave that image out."
                );
    }
}
