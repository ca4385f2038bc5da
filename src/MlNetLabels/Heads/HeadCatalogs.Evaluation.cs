using Microsoft.ML;
using MlNetLabels.Evaluation;
using MlNetLabels.Metrics;
using MlNetLabels.MLNet.Data;
using MlNetLabels.MLNet.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.MLNet;

public static partial class HeadCatalogs
{
    /// <summary>Every metric of predicted label probabilities; unknown labels are left out.</summary>
    /// <param name="catalog">ml.MultiLabelClassification().</param>
    /// <param name="data">What a fitted pipeline gives for data with known labels.</param>
    /// <param name="labelColumnName">A named slot per label: 1 present, 0 absent, NaN unknown; or Booleans.</param>
    /// <param name="probabilityColumnName">A slot per label.</param>
    /// <param name="thresholds">
    /// Probability from which on a label is predicted, one per label; null takes 0.5 for all.
    /// </param>
    public static MultiLabelMetrics Evaluate(
        this MultiLabelClassificationCatalog catalog,
        IDataView data,
        string labelColumnName = HeadColumns.Labels,
        string probabilityColumnName = HeadColumns.Probability,
        IReadOnlyList<double>? thresholds = null
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        var reader = new ViewReader(data);
        var (truth, names) = reader.Labels(labelColumnName);
        var probabilities = reader.Vectors(probabilityColumnName);
        reader.Run();
        double[] cuts = [.. thresholds ?? [.. names.Select(_ => 0.5)]];
        return new MultiLabelPredictions(truth(), probabilities(), cuts, names).Evaluate();
    }

    /// <summary>
    /// How sure a head is on images of its kind and on images of another, by the largest probability of each image.
    /// </summary>
    /// <param name="catalog">ml.MultiLabelClassification().</param>
    /// <param name="inDomain">What a fitted pipeline gives for images of the kind it was trained on.</param>
    /// <param name="outOfDomain">What it gives for images of another kind.</param>
    /// <param name="probabilityColumnName">Probability of label heads; Score of a softmax head.</param>
    /// <param name="thresholds">For label heads, one per label; null for softmax, which always answers.</param>
    public static ConfidenceComparison CompareConfidence(
        this MultiLabelClassificationCatalog catalog,
        IDataView inDomain,
        IDataView outOfDomain,
        string probabilityColumnName = HeadColumns.Probability,
        IReadOnlyList<double>? thresholds = null
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(inDomain);
        ArgumentNullException.ThrowIfNull(outOfDomain);
        double[] cuts = [.. thresholds ?? []];
        Matrix inside = Read(inDomain, probabilityColumnName),
            outside = Read(outOfDomain, probabilityColumnName);
        double[] insideDoubt = Array.ConvertAll(ConfidenceSummary.LargestProbabilities(inside), p => -p),
            outsideDoubt = Array.ConvertAll(ConfidenceSummary.LargestProbabilities(outside), p => -p);
        return new(
            ConfidenceSummary.From(inside, cuts),
            ConfidenceSummary.From(outside, cuts),
            Separation.Measure(insideDoubt, outsideDoubt)
        );
    }

    private static Matrix Read(IDataView data, string column)
    {
        var reader = new ViewReader(data);
        var probabilities = reader.Vectors(column);
        reader.Run();
        var values = probabilities();
        foreach (float value in values.Span)
            if (value is < 0 or > 1)
                throw new InvalidInputException(
                    FormattableString.Invariant(
                        $"Column '{column}' holds {value}, but probabilities are wanted. A later trainer's Score hides "
                    ) + $"an earlier one's: put the softmax head last, or copy its Score aside with CopyColumns."
                );
        return values;
    }
}
