using System.Numerics.Tensors;
using MlNetLabels.Data;

namespace MlNetLabels.Heads;

/// <summary>
/// Trains the label heads: for each label, minimises the weighted mean binary cross-entropy over its known cells + lambda/2 |w|^2
/// with the bias unpenalised. One pass over the rows serves all labels; each label stops by itself.
/// </summary>
public sealed class LabelTrainer(HeadOptions options)
{
    /// <summary>Fits one head a label.</summary>
    /// <param name="features">Training rows.</param>
    /// <param name="truth">Label states of each row. Every label must occur both present and absent.</param>
    /// <param name="labelNames">Names, for messages.</param>
    /// <param name="groups">Rows of one group stay in one fold when lambda is chosen; null treats each row as its own group.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    public HeadFit Fit(FeatureRows features, LabelMatrix truth, IReadOnlyList<string> labelNames, int[]? groups = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(truth.Rows, features.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(labelNames.Count, truth.Labels);
        for (int k = 0; k < truth.Labels; k++)
            if (truth.Count(k, LabelState.Present) == 0 || truth.Count(k, LabelState.Absent) == 0)
                throw new InvalidInputException($"Label '{labelNames[k]}' needs training images that have it and images that don't; leave it out or add images.");

        if (options.L2 is { } given) return Fit(features, truth, given, null, cancellationToken).Fit(labelNames);

        var folds = Folds.Stratified(Strata(truth), groups, options.Folds, options.Seed);
        var path = LambdaPath.Choose(folds, options, (train, held, lambdas) => Validate(features, truth, train, held, lambdas, cancellationToken));
        var fit = Fit(features, truth, LambdaPath.Best(path).L2, null, cancellationToken).Fit(labelNames);
        return fit with { Path = path, Warnings = [.. fit.Warnings, .. LambdaPath.Warnings(path)] };
    }

    private double[] Validate(FeatureRows features, LabelMatrix truth, int[] train, int[] held, double[] lambdas, CancellationToken cancellationToken)
    {
        var trainRows = features.Select(train);
        var trainTruth = truth.Select(train);
        var objective = new LinearObjective(features.Select(held), Loss(truth.Select(held)), options.Threads);
        int[] outputs = [.. Enumerable.Range(0, truth.Labels)];
        var gradient = new double[truth.Labels * objective.ParametersPerOutput];
        var losses = new double[truth.Labels];
        var totals = new double[lambdas.Length];
        Lbfgs[]? warm = null;
        for (int l = 0; l < lambdas.Length; l++)
        {
            warm = Fit(trainRows, trainTruth, lambdas[l], warm, cancellationToken).Minimisers;
            objective.Evaluate(outputs, [.. warm.SelectMany(m => m.Point)], gradient, losses, cancellationToken);
            totals[l] = losses.Sum() / truth.Labels;
        }
        return totals;
    }

    private LabelFit Fit(FeatureRows features, LabelMatrix truth, double l2, Lbfgs[]? warm, CancellationToken cancellationToken)
    {
        var loss = Loss(truth);
        double[] totals = loss.TotalWeights();
        var objective = new LinearObjective(features, loss, options.Threads);
        int width = objective.ParametersPerOutput;
        Lbfgs[] minimisers = [.. totals.Select((_, k) => new Lbfgs(warm?[k].Point ?? new double[width], l2, options.Tolerance, options.MaxIterations))];
        while (Array.FindAll(Indices(minimisers.Length), k => !minimisers[k].Done) is { Length: > 0 } active)
        {
            var parameters = new double[active.Length * width];
            var gradients = new double[active.Length * width];
            var losses = new double[active.Length];
            for (int a = 0; a < active.Length; a++) minimisers[active[a]].Point.CopyTo(parameters, a * width);
            objective.Evaluate(active, parameters, gradients, losses, cancellationToken);
            for (int a = 0; a < active.Length; a++)
            {
                var gradient = gradients.AsSpan(a * width, width);
                double total = totals[active[a]];
                if (total > 0) TensorPrimitives.Divide(gradient, total, gradient);
                minimisers[active[a]].Tell((total > 0 ? losses[a] / total : 0) + Penalty.Add(minimisers[active[a]].Point, gradient, width, l2), gradient);
            }
        }
        return new LabelFit(minimisers, l2, width);
    }

    private LabelLoss Loss(LabelMatrix truth)
    {
        var rowWeights = new float[truth.Rows];
        rowWeights.AsSpan().Fill(1);
        var positive = new float[truth.Labels];
        if (options.PositiveWeights is { } given)
        {
            if (given.Count != truth.Labels || given.Any(w => !(w > 0 && double.IsFinite(w))))
                throw new InvalidInputException($"Positive weights must be {truth.Labels} numbers above 0, one a label, but are [{string.Join(", ", given)}].");
            for (int k = 0; k < positive.Length; k++) positive[k] = (float)given[k];
        }
        else positive.AsSpan().Fill(1);
        return new LabelLoss(truth, rowWeights, positive);
    }

    // The rarest label that an image has decides its stratum, so that rare labels reach every fold.
    private static int[] Strata(LabelMatrix truth)
    {
        int[] counts = [.. Indices(truth.Labels).Select(k => truth.Count(k, LabelState.Present))];
        return [.. Indices(truth.Rows).Select(i => Indices(truth.Labels).Where(k => truth[i, k] == LabelState.Present).Select(k => k + 1).DefaultIfEmpty(0).MinBy(k => k == 0 ? 0 : counts[k - 1]))];
    }

    private static int[] Indices(int count) => [.. Enumerable.Range(0, count)];

    private sealed record LabelFit(Lbfgs[] Minimisers, double L2, int Width)
    {
        public HeadFit Fit(IReadOnlyList<string> names) => new(
            Penalty.ToLayer([.. Minimisers.SelectMany(m => m.Point)], Minimisers.Length, Width), L2, [.. Minimisers.Select(m => m.Loss)],
            Minimisers.Max(m => m.Iterations),
            [.. Minimisers.Select((m, k) => (m, k)).Where(x => !x.m.Converged)
                .Select(x => $"Training of label '{names[x.k]}' stopped after {x.m.Iterations} steps before reaching its optimum; raise the iteration limit or lambda.")],
            []);
    }
}
