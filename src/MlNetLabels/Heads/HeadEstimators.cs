using Microsoft.ML;
using MlNetLabels.Heads;
using MlNetLabels.MLNet.Data;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.MLNet.Heads;

/// <summary>
/// Label heads as an estimator: reads features and labels in one pass, standardises, has them fitted, and folds the
/// standardisation into the weights.
/// </summary>
internal sealed class LabelHeadsEstimator(IHeadTrainer heads, MultiLabelOptions options) : IEstimator<ITransformer>
{
    public ITransformer Fit(IDataView input)
    {
        var reader = new ViewReader(input);
        var features = reader.Vectors(options.FeatureColumnName);
        var (truth, names) = reader.Labels(options.LabelColumnName);
        var weights = options.ExampleWeightColumnName is { } column ? reader.Numbers(column) : null;
        if (options.Thresholds is { } given && given.Count != names.Length)
            throw new InvalidInputException(
                $"There are {given.Count} thresholds, but {names.Length} labels in column '{options.LabelColumnName}'; give one per label."
            );
        reader.Run();
        var rows = TrainingRows.Standardise(features(), null, weights?.Invoke());
        var fit = heads.FitLabels(options.ToHeadOptions(), rows, truth(), names, null, CancellationToken.None);
        return HeadSteps.Create(
            new(
                options.FeatureColumnName,
                FoldedLayer.Fold(fit.Layer, rows.Standardizer),
                names,
                options.Thresholds ?? [.. names.Select(_ => 0.5)]
            )
        );
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        HeadSteps.LabelsShape(inputSchema, options.FeatureColumnName);
}

/// <summary>
/// The softmax head as an estimator; see <see cref="LabelHeadsEstimator"/>. Rows without a class are left out.
/// </summary>
internal sealed class SoftmaxHeadEstimator(IHeadTrainer heads, SoftmaxOptions options) : IEstimator<ITransformer>
{
    public ITransformer Fit(IDataView input)
    {
        var reader = new ViewReader(input);
        var features = reader.Vectors(options.FeatureColumnName);
        var (classes, names) = reader.Classes(options.LabelColumnName);
        var weights = options.ExampleWeightColumnName is { } column ? reader.Numbers(column) : null;
        reader.Run();
        int[] all = classes(),
            known = [.. Enumerable.Range(0, all.Length).Where(i => all[i] >= 0)];
        var rows = TrainingRows.Standardise(features(), known, weights?.Invoke());
        var fit = heads.FitSoftmax(
            options.ToHeadOptions(),
            rows,
            [.. known.Select(i => all[i])],
            names,
            null,
            CancellationToken.None
        );
        return HeadSteps.Create(
            new(options.FeatureColumnName, FoldedLayer.Fold(fit.Layer, rows.Standardizer), names, null)
        );
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        HeadSteps.SoftmaxShape(inputSchema, options.FeatureColumnName);
}

/// <summary>Rows to train on, standardised by themselves.</summary>
internal static class TrainingRows
{
    public static FeatureRows Standardise(Matrix features, int[]? rows, float[]? weights)
    {
        rows ??= [.. Enumerable.Range(0, features.Rows)];
        if (rows.Length == 0)
            throw new InvalidInputException(
                "There is no row to train on. Check the filter before the trainer, and that rows have labels."
            );
        if (weights?.FirstOrDefault(w => !(w > 0 && float.IsFinite(w)), 1) is { } wrong and not 1)
            throw new InvalidInputException(
                FormattableString.Invariant($"A row has the weight {wrong}; weights must be above 0.")
            );
        return FeatureRows.Fit(features, rows, weights is null ? default : rows.Select(i => weights[i]).ToArray());
    }
}
