using System.Reflection;
using Microsoft.ML;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.MLNet.Heads;
using MlNetLabels.Models;

namespace MlNetLabels.MLNet;

/// <summary>
/// Heads fitted by ML.NET's trainers, with our lambda translated to their scale. Where lambda is not given, our
/// trainers choose it by cross-validation and ML.NET fits with it. Thread-safe.
/// </summary>
/// <param name="algorithm">Which trainers.</param>
public sealed class MLNetHeads(MLNetAlgorithm algorithm = MLNetAlgorithm.Lbfgs) : IHeadTrainer
{
    /// <inheritdoc/>
    public string Engine { get; } = $"ML.NET {Version} {(algorithm == MLNetAlgorithm.Lbfgs ? "L-BFGS" : "SDCA")}";

    /// <inheritdoc/>
    public bool LearnsFromRows => true;

    internal static string Version =>
        typeof(MLContext)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "unknown";

    /// <inheritdoc/>
    public HeadFit FitSoftmax(
        HeadOptions options,
        FeatureRows features,
        int[] classes,
        IReadOnlyList<string> classNames,
        int[]? groups,
        CancellationToken cancellationToken
    )
    {
        var chosen = options.L2 is null
            ? ModelTrainer.BuiltInHeads.FitSoftmax(options, features, classes, classNames, groups, cancellationToken)
            : null;
        double l2 = chosen?.L2 ?? options.L2!.Value;
        float[] weights = TrainingWeights.Rows(options, features, classes, classNames.Count);
        var layer = new MLNetFit(algorithm, options, l2, cancellationToken).Softmax(
            features,
            classes,
            weights,
            classNames
        );
        double objective = HeadObjectives.Softmax(features, classes, weights, layer, l2);
        return new HeadFit(layer, l2, [objective], 0, Choice(chosen), chosen?.Path ?? []);
    }

    /// <inheritdoc/>
    public HeadFit FitLabels(
        HeadOptions options,
        FeatureRows features,
        LabelMatrix truth,
        IReadOnlyList<string> labelNames,
        int[]? groups,
        CancellationToken cancellationToken
    )
    {
        var chosen = options.L2 is null
            ? ModelTrainer.BuiltInHeads.FitLabels(options, features, truth, labelNames, groups, cancellationToken)
            : null;
        double l2 = chosen?.L2 ?? options.L2!.Value;
        float[] weights = features.RowWeights(),
            positive = TrainingWeights.Positives(options, truth, weights);
        var layer = new MLNetFit(algorithm, options, l2, cancellationToken).Labels(
            features,
            truth,
            weights,
            positive,
            labelNames
        );
        double[] objectives = HeadObjectives.Labels(features, truth, weights, positive, layer, l2);
        return new HeadFit(layer, l2, objectives, 0, Choice(chosen), chosen?.Path ?? []);
    }

    // What the choice of lambda warns of holds for whoever fits with it; how our own last fit went does not matter
    // here.
    private static string[] Choice(HeadFit? chosen) =>
        [.. chosen?.Warnings.Where(w => !w.Contains("stopped after", StringComparison.Ordinal)) ?? []];
}
