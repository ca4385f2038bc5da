using System.Numerics.Tensors;

namespace MlNetLabels.Heads;

/// <summary>
/// Trains the softmax head: minimises sum_i w_i CE_i / sum_i w_i + lambda/2 |W|^2 with the biases unpenalised, by
/// L-BFGS.
/// </summary>
public sealed class SoftmaxTrainer(HeadOptions options)
{
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

        float[] weights = RowWeights(features, classes.Span, classCount);
        if (options.L2 is { } given)
            return Fit(features, classes, weights, classCount, given, options, null, cancellationToken).Fit;

        var folds = Folds.Stratified(classes.Span, groups, options.Folds, options.Seed);
        var path = LambdaPath.Choose(
            folds,
            weights.Sum(w => (double)w),
            (train, held, lambdas, tell) =>
                Validate(features, classes, weights, classCount, train, held, lambdas, tell, cancellationToken),
            "choosing lambda of the softmax head",
            options.Progress
        );
        int[] known = classes.ToArray();
        var best = LambdaPath.Best(
            path,
            LambdaPath.Entropy(known.CountBy(c => c).Select(c => (double)c.Value / known.Length))
        );
        var fit = Fit(features, classes, weights, classCount, best.L2, options, null, cancellationToken).Fit;
        return fit with
        {
            Path = path,
            Warnings =
            [
                .. fit.Warnings,
                .. LambdaPath.Warnings(path, best),
                .. Folds.Warning(groups) is { } one ? [one] : Array.Empty<string>(),
            ],
        };
    }

    private double[] Validate(
        FeatureRows features,
        ReadOnlyMemory<int> classes,
        float[] weights,
        int classCount,
        int[] train,
        int[] held,
        double[] lambdas,
        Action tell,
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
        var losses = new double[lambdas.Length];
        double[]? warm = null;
        var unused = new double[classCount * objective.ParametersPerOutput];
        for (int l = 0; l < lambdas.Length; l++)
        {
            warm = Fit(
                trainRows,
                trainClasses,
                trainWeights,
                classCount,
                lambdas[l],
                LambdaPath.OnTheWay(options),
                warm,
                cancellationToken
            ).Point;
            objective.Evaluate(outputs, warm, unused, losses.AsSpan(l, 1), cancellationToken);
            tell();
        }
        return losses;
    }

    private static (HeadFit Fit, double[] Point) Fit(
        FeatureRows features,
        ReadOnlyMemory<int> classes,
        float[] weights,
        int classCount,
        double l2,
        HeadOptions options,
        double[]? warm,
        CancellationToken cancellationToken
    )
    {
        double total = weights.Sum(w => (double)w);
        var objective = new LinearObjective(features, new SoftmaxLoss(classes, weights), options.Threads);
        int width = objective.ParametersPerOutput;
        int[] outputs = [.. Enumerable.Range(0, classCount)];
        var minimiser = new Lbfgs(warm ?? new double[classCount * width], l2, options.Tolerance, options.MaxIterations);
        var gradient = new double[classCount * width];
        Span<double> loss = stackalloc double[1];
        int evaluations = 0;
        for (; !minimiser.Done; evaluations++)
        {
            objective.Evaluate(outputs, minimiser.Point, gradient, loss, cancellationToken);
            TensorPrimitives.Divide(gradient, total, gradient);
            minimiser.Tell(loss[0] / total + Penalty.Add(minimiser.Point, gradient, width, l2), gradient);
        }
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

    internal float[] RowWeights(FeatureRows features, ReadOnlySpan<int> classes, int classCount)
    {
        float[] weights = features.RowWeights();
        var perClass = new double[classCount];
        if (options.ClassWeights is { } given)
        {
            if (given.Count != classCount || given.Any(w => !(w > 0 && double.IsFinite(w))))
                throw new InvalidInputException(
                    $"Class weights must be {classCount} numbers above 0, one a class, but are [{string.Join(", ", given)}]."
                );
            for (int c = 0; c < classCount; c++)
                perClass[c] = given[c];
        }
        else if (options.Balanced)
        {
            for (int i = 0; i < weights.Length; i++)
                perClass[classes[i]] += weights[i];
            double total = perClass.Sum();
            for (int c = 0; c < classCount; c++)
                perClass[c] = perClass[c] == 0 ? 0 : total / (classCount * perClass[c]);
        }
        else
            perClass.AsSpan().Fill(1);

        for (int i = 0; i < weights.Length; i++)
            weights[i] *= (float)perClass[classes[i]];
        return weights;
    }

    private static T[] Selected<T>(ReadOnlySpan<T> values, int[] positions)
    {
        var selected = new T[positions.Length];
        for (int i = 0; i < selected.Length; i++)
            selected[i] = values[positions[i]];
        return selected;
    }
}
