using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.MLNet.Heads;
using MlNetLabels.Models;

namespace MlNetLabels.MLNet.Bundles;

/// <summary>Heads that a pipeline fitted already, given to <see cref="ModelTrainer"/> as they are.</summary>
internal sealed class FittedHeads(PipelineSteps steps) : IHeadTrainer
{
    public string Engine => $"an ML.NET {MLNetHeads.Version} pipeline";

    public bool LearnsFromRows => false;

    public bool HasSoftmax => steps.Softmax is not null;

    public bool HasLabels => steps.Labels is not null;

    public HeadFit FitSoftmax(
        HeadOptions options,
        FeatureRows features,
        int[] classes,
        IReadOnlyList<string> classNames,
        int[]? groups,
        CancellationToken cancellationToken
    )
    {
        var head = steps.Softmax!;
        Check("classes", head.Names, classNames);
        var layer = FoldedLayer.Unfold(head.Layer, features.Standardizer);
        return Fit(layer, [HeadObjectives.Softmax(features, classes, features.RowWeights(), layer, 0)]);
    }

    public HeadFit FitLabels(
        HeadOptions options,
        FeatureRows features,
        LabelMatrix truth,
        IReadOnlyList<string> labelNames,
        int[]? groups,
        CancellationToken cancellationToken
    )
    {
        var head = steps.Labels!;
        if (labelNames.FirstOrDefault(n => !head.Names.Contains(n)) is { } missing)
            throw Other("labels", head.Names, [missing]);
        var all = FoldedLayer.Unfold(head.Layer, features.Standardizer);
        int[] chosen = [.. labelNames.Select(n => head.Names.ToList().IndexOf(n))];
        var layer = new LinearLayer(all.Weights.Select(chosen), [.. chosen.Select(k => all.Bias[k])]);
        float[] ones = [.. labelNames.Select(_ => 1f)];
        return Fit(layer, HeadObjectives.Labels(features, truth, features.RowWeights(), ones, layer, 0));
    }

    // Lambda is the pipeline's secret: the objective is the loss alone.
    private static HeadFit Fit(LinearLayer layer, double[] objectives) => new(layer, 0, objectives, 0, [], []);

    private static void Check(string what, IReadOnlyList<string> pipeline, IReadOnlyList<string> data)
    {
        if (!pipeline.SequenceEqual(data))
            throw Other(what, pipeline, data);
    }

    private static InvalidInputException Other(
        string what,
        IReadOnlyList<string> pipeline,
        IReadOnlyList<string> data
    ) =>
        new(
            $"The pipeline was fitted on the {what} {string.Join(", ", pipeline)}, but the data have "
                + $"{string.Join(", ", data)}, or in another order. Give the data it was fitted on."
        );
}
