using System.Numerics.Tensors;

namespace MlNetLabels.Heads;

/// <summary>
/// Trains the softmax head: minimises sum_i w_i CE_i / sum_i w_i + lambda/2 |W|^2 with the biases unpenalised, by
/// L-BFGS.
/// </summary>
internal sealed class SoftmaxTrainer(HeadOptions options)
{
    private const string Phase = "fitting the softmax head";

    /// <summary>Fits the head.</summary>
    /// <param name="features">Training rows.</param>
    /// <param name="classes">
    /// Class of each row, 0 to <paramref name="classCount"/> - 1; at least two classes must occur.
    /// </param>
    /// <param name="classCount">Number of classes.</param>
    /// <param name="groups">
    /// Rows of one group stay in one fold when lambda is chosen; null treats each row as its own group.
    /// </param>
    /// <param name="cancellationToken">Stops the fit.</param>
    public HeadFit Fit(
        FeatureRows features,
        ReadOnlyMemory<int> classes,
        int classCount,
        int[]? groups = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(classes.Length, features.Count);
        if (classes.Span.IndexOfAnyExcept(classes.Span.IsEmpty ? 0 : classes.Span[0]) < 0)
            throw new InvalidInputException(
                "A softmax head needs training images of at least two classes, but there is only one. Add images of "
                    + "another class, or train label heads."
            );

        float[] weights = TrainingWeights.Rows(options, features, classes.Span, classCount);
        if (options.L2 is { } given)
            return Fit(
                features,
                classes,
                weights,
                classCount,
                given,
                options,
                options.Preconditioner is { IsValueCreated: true } known ? known.Value : null,
                options.Start is { } start ? Penalty.ToPoint(start) : null,
                cancellationToken
            ).Fit;

        // One fit does not earn its eigen decomposition; a path of them does.
        var preconditioner = options.Preconditioner is { } shared ? shared.Value : Preconditioner.Fit(features);
        var folds = Folds.Stratified(classes.Span, groups, options.Folds, options.Seed);
        Func<int, int>[] columns = [i => classes.Span[i]];
        if (LambdaPath.IsBlind(folds, columns))
        {
            var untried = Fit(
                features,
                classes,
                weights,
                classCount,
                LambdaPath.Strongest,
                options,
                preconditioner,
                null,
                cancellationToken
            ).Fit;
            return untried with { Warnings = [.. untried.Warnings, LambdaPath.Untried(groups)] };
        }
        double total = weights.Sum(w => (double)w);
        double nullLoss = LambdaPath.Entropy(Shares(classes.Span, weights, classCount));
        var points = new PathPoints();
        var path = LambdaPath.Choose(
            folds,
            total,
            nullLoss,
            (train, held) =>
                Validate(
                    features,
                    classes,
                    weights,
                    classCount,
                    train,
                    held,
                    preconditioner,
                    points,
                    cancellationToken
                ),
            "choosing lambda of the softmax head",
            options
        );
        var best = LambdaPath.Best(path, nullLoss);
        var fit = Fit(
            features,
            classes,
            weights,
            classCount,
            best.L2,
            options,
            preconditioner,
            points.At(best.L2),
            cancellationToken
        ).Fit;
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

    private Func<double, double> Validate(
        FeatureRows features,
        ReadOnlyMemory<int> classes,
        float[] weights,
        int classCount,
        int[] train,
        int[] held,
        Preconditioner? preconditioner,
        PathPoints points,
        CancellationToken cancellationToken
    )
    {
        var trainRows = features.Select(train);
        int[] trainClasses = Selected(classes.Span, train);
        float[] trainWeights = Selected<float>(weights, train);
        var objective = new LinearObjective(
            features.Select(held),
            new SoftmaxLoss(Selected(classes.Span, held), Selected<float>(weights, held)),
            options.Threads
        );
        int[] outputs = [.. Enumerable.Range(0, classCount)];
        double[]? warm = null;
        var unused = new double[classCount * objective.ParametersPerOutput];
        return lambda =>
        {
            warm = Fit(
                trainRows,
                trainClasses,
                trainWeights,
                classCount,
                lambda,
                LambdaPath.OnTheWay(options, preconditioner is not null),
                preconditioner,
                warm,
                cancellationToken
            ).Point;
            points.Keep(lambda, warm);
            double loss = 0;
            objective.Evaluate(outputs, warm, unused, new Span<double>(ref loss), cancellationToken);
            return loss;
        };
    }

    private static (HeadFit Fit, double[] Point) Fit(
        FeatureRows features,
        ReadOnlyMemory<int> classes,
        float[] weights,
        int classCount,
        double l2,
        HeadOptions options,
        Preconditioner? preconditioner,
        double[]? warm,
        CancellationToken cancellationToken
    )
    {
        options.Progress?.Report(new WorkProgress(Phase, 0, 1));
        double total = weights.Sum(w => (double)w);
        var objective = new LinearObjective(features, new SoftmaxLoss(classes, weights), options.Threads);
        int width = objective.ParametersPerOutput;
        int[] outputs = [.. Enumerable.Range(0, classCount)];
        var minimiser = new Lbfgs(
            warm ?? new double[classCount * width],
            l2,
            options.Tolerance,
            options.MaxIterations,
            width,
            preconditioner?.At(l2),
            estimate: options.Estimate
        );
        var gradient = new double[classCount * width];
        Span<double> loss = stackalloc double[1];
        int evaluations = 0;
        for (; !minimiser.Done; evaluations++)
        {
            objective.Evaluate(outputs, minimiser.Point, gradient, loss, cancellationToken);
            TensorPrimitives.Divide(gradient, total, gradient);
            minimiser.Tell(loss[0] / total + Penalty.Add(minimiser.Point, gradient, width, l2), gradient);
        }
        options.Progress?.Report(new WorkProgress(Phase, 1, 1));
        string[] warnings = minimiser.Converged
            ? []
            :
            [
                $"Softmax training stopped after {minimiser.Iterations} steps before reaching its optimum; raise the "
                    + $"iteration limit or lambda.",
            ];
        return (
            new HeadFit(
                Penalty.ToLayer(minimiser.Point, classCount, width),
                l2,
                [minimiser.Loss],
                minimiser.Iterations,
                warnings,
                []
            )
            {
                Evaluations = evaluations,
            },
            minimiser.Point
        );
    }

    private static double[] Shares(ReadOnlySpan<int> classes, float[] weights, int classCount)
    {
        var shares = new double[classCount];
        for (int i = 0; i < weights.Length; i++)
            shares[classes[i]] += weights[i];
        TensorPrimitives.Divide(shares, weights.Sum(w => (double)w), shares);
        return shares;
    }

    private static T[] Selected<T>(ReadOnlySpan<T> values, int[] positions)
    {
        var selected = new T[positions.Length];
        for (int i = 0; i < selected.Length; i++)
            selected[i] = values[positions[i]];
        return selected;
    }
}
