using System.Numerics.Tensors;
using MlNetLabels.Data;

namespace MlNetLabels.Heads;

/// <summary>
/// Trains the label heads: for each label, minimises the weighted mean binary cross-entropy over its known cells +
/// lambda/2 |w|^2 with the bias unpenalised. One pass over the rows serves all labels; each label stops by itself.
/// </summary>
internal sealed class LabelTrainer(HeadOptions options)
{
    private const string Phase = "fitting the label heads";

    /// <summary>Fits one head per label.</summary>
    /// <param name="features">Training rows.</param>
    /// <param name="truth">Label states of each row. Every label must occur both present and absent.</param>
    /// <param name="labelNames">Names, for messages.</param>
    /// <param name="groups">
    /// Rows of one group stay in one fold when lambda is chosen; null treats each row as its own group.
    /// </param>
    /// <param name="cancellationToken">Stops the fit.</param>
    public HeadFit Fit(
        FeatureRows features,
        LabelMatrix truth,
        IReadOnlyList<string> labelNames,
        int[]? groups = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(truth.Rows, features.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(labelNames.Count, truth.Labels);
        for (int k = 0; k < truth.Labels; k++)
            if (truth.Count(k, LabelState.Present) == 0 || truth.Count(k, LabelState.Absent) == 0)
                throw new InvalidInputException(
                    $"Label '{labelNames[k]}' needs training images that have it and images that don't; leave it out or add images."
                );

        float[] weights = features.RowWeights(),
            positive = TrainingWeights.Positives(options, truth, weights);
        if (options.L2 is { } given)
            return Fit(
                    features,
                    new LabelLoss(truth, weights, positive),
                    truth.Labels,
                    given,
                    options,
                    options.Preconditioner is { IsValueCreated: true } known ? known.Value : null,
                    options.Start is { } start ? Penalty.ToPoint(start) : null,
                    cancellationToken
                )
                .Fit(labelNames);

        // One fit does not earn its eigen decomposition; a path of them does.
        var preconditioner = options.Preconditioner is { } shared ? shared.Value : Preconditioner.Fit(features);
        var folds = Folds.Stratified(Strata.Of(truth), groups, options.Folds, options.Seed);
        Func<int, int>[] columns =
        [
            .. Indices(truth.Labels)
                .Select(k =>
                    (Func<int, int>)(
                        i =>
                            truth[i, k] == LabelState.Unknown ? -1
                            : truth[i, k] == LabelState.Present ? 1
                            : 0
                    )
                ),
        ];
        if (LambdaPath.IsBlind(folds, columns))
        {
            var untried = Fit(
                    features,
                    new LabelLoss(truth, weights, positive),
                    truth.Labels,
                    LambdaPath.Strongest,
                    options,
                    preconditioner,
                    null,
                    cancellationToken
                )
                .Fit(labelNames);
            return untried with { Warnings = [.. untried.Warnings, LambdaPath.Untried(groups)] };
        }
        double[] totals = new LabelLoss(truth, weights, positive).TotalWeights();
        double nullLoss = NullLoss(truth, weights);
        var points = new PathPoints();
        var path = LambdaPath.Choose(
            folds,
            truth.Labels,
            nullLoss,
            (train, held) =>
                Validate(features, truth, positive, totals, train, held, preconditioner, points, cancellationToken),
            "choosing lambda of the label heads",
            options
        );
        var best = LambdaPath.Best(path, nullLoss);
        var fit = Fit(
                features,
                new LabelLoss(truth, weights, positive),
                truth.Labels,
                best.L2,
                options,
                preconditioner,
                points.At(best.L2),
                cancellationToken
            )
            .Fit(labelNames);
        return fit with
        {
            Path = path,
            Warnings =
            [
                .. fit.Warnings,
                .. LambdaPath.Warnings(path, best, folds, columns),
                .. Folds.Warning(groups) is { } one ? [one] : Array.Empty<string>(),
            ],
        };
    }

    // Losses as shares of each label's weight, so that every label counts alike, however many of its cells are known.
    private Func<double, double> Validate(
        FeatureRows features,
        LabelMatrix truth,
        float[] positive,
        double[] totals,
        int[] train,
        int[] held,
        Preconditioner? preconditioner,
        PathPoints points,
        CancellationToken cancellationToken
    )
    {
        FeatureRows trainRows = features.Select(train),
            heldRows = features.Select(held);
        var loss = new LabelLoss(truth.Select(train), trainRows.RowWeights(), positive);
        var objective = new LinearObjective(
            heldRows,
            new LabelLoss(truth.Select(held), heldRows.RowWeights(), positive),
            options.Threads
        );
        int[] outputs = Indices(truth.Labels);
        var gradient = new double[truth.Labels * objective.ParametersPerOutput];
        var losses = new double[truth.Labels];
        double[]? warm = null;
        return lambda =>
        {
            warm = Fit(
                trainRows,
                loss,
                truth.Labels,
                lambda,
                LambdaPath.OnTheWay(options, preconditioner is not null),
                preconditioner,
                warm,
                cancellationToken
            ).Point;
            points.Keep(lambda, warm);
            objective.Evaluate(outputs, warm, gradient, losses, cancellationToken);
            return losses.Select((sum, k) => sum / totals[k]).Sum();
        };
    }

    private static LabelFit Fit(
        FeatureRows features,
        LabelLoss loss,
        int labels,
        double l2,
        HeadOptions options,
        Preconditioner? preconditioner,
        double[]? warm,
        CancellationToken cancellationToken
    )
    {
        options.Progress?.Report(new WorkProgress(Phase, 0, 1));
        double[] totals = loss.TotalWeights();
        var objective = new LinearObjective(features, loss, options.Threads);
        int width = objective.ParametersPerOutput,
            evaluations = 0;
        Lbfgs[] minimisers =
        [
            .. Indices(labels)
                .Select(k => new Lbfgs(
                    warm is null ? new double[width] : warm.AsSpan(k * width, width),
                    l2,
                    options.Tolerance,
                    options.MaxIterations,
                    width,
                    preconditioner?.At(l2),
                    estimate: options.Estimate
                )),
        ];
        double[] parameters = new double[labels * width],
            gradients = new double[labels * width],
            losses = new double[labels];
        for (; Array.FindAll(Indices(labels), k => !minimisers[k].Done) is { Length: > 0 } active; evaluations++)
        {
            int used = active.Length * width;
            for (int a = 0; a < active.Length; a++)
                minimisers[active[a]].Point.CopyTo(parameters, a * width);
            objective.Evaluate(
                active,
                parameters.AsSpan(0, used),
                gradients.AsSpan(0, used),
                losses.AsSpan(0, active.Length),
                cancellationToken
            );
            void Tell(int a)
            {
                var gradient = gradients.AsSpan(a * width, width);
                double total = totals[active[a]];
                if (total > 0)
                    TensorPrimitives.Divide(gradient, total, gradient);
                var minimiser = minimisers[active[a]];
                minimiser.Tell(
                    (total > 0 ? losses[a] / total : 0) + Penalty.Add(minimiser.Point, gradient, width, l2),
                    gradient
                );
            }
            // Each label's step is its own, and with a preconditioner it costs as much as its share of the pass.
            if (preconditioner is null || options.Threads == 1)
                for (int a = 0; a < active.Length; a++)
                    Tell(a);
            else
                Parallel.For(0, active.Length, new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, Tell);
        }
        options.Progress?.Report(new WorkProgress(Phase, 1, 1));
        return new LabelFit(minimisers, l2, width, evaluations);
    }

    private static double Weight(LabelMatrix truth, float[] weights, int label, LabelState state)
    {
        double total = 0;
        for (int i = 0; i < truth.Rows; i++)
            if (truth[i, label] == state)
                total += weights[i];
        return total;
    }

    private static double NullLoss(LabelMatrix truth, float[] weights) =>
        Indices(truth.Labels)
            .Average(k =>
            {
                double present = Weight(truth, weights, k, LabelState.Present),
                    known = present + Weight(truth, weights, k, LabelState.Absent);
                return LambdaPath.Entropy([present / known, 1 - present / known]);
            });

    private static int[] Indices(int count) => [.. Enumerable.Range(0, count)];

    private sealed record LabelFit(Lbfgs[] Minimisers, double L2, int Width, int Evaluations)
    {
        public double[] Point { get; } = [.. Minimisers.SelectMany(m => m.Point)];

        public HeadFit Fit(IReadOnlyList<string> names) =>
            new(
                Penalty.ToLayer(Point, Minimisers.Length, Width),
                L2,
                [.. Minimisers.Select(m => m.Loss)],
                Minimisers.Max(m => m.Iterations),
                [
                    .. Minimisers
                        .Select((m, k) => (m, k))
                        .Where(x => !x.m.Converged)
                        .Select(x =>
                            $"Training of label '{names[x.k]}' stopped after {x.m.Iterations} steps before reaching "
                            + $"its optimum; raise the iteration limit or lambda."
                        ),
                ],
                []
            )
            {
                Evaluations = Evaluations,
            };
    }
}
