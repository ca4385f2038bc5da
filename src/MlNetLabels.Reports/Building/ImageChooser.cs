using System.Numerics.Tensors;
using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Metrics;
using MlNetLabels.Models;

namespace MlNetLabels.Reports.Building;

/// <summary>
/// Chooses the test and out-of-domain images that are worth a look, with what each head says of them.
/// </summary>
internal sealed class ImageChooser(ReportInput input)
{
    private const int Most = 24;
    private const double Near = 0.05;

    private readonly Model _model = input.Model;
    private readonly ModelEvaluation _evaluation = input.Evaluation;

    /// <summary>
    /// Out-of-domain images on which a head is surest; those that the whole model answers come first.
    /// </summary>
    public Chosen[] MostConfidentOutOfDomain() =>
        [
            .. _evaluation
                .Sets.SelectMany(judged =>
                {
                    double[] confidence = MaxProbability(judged.Outputs);
                    return Enumerable
                        .Range(0, judged.Outputs.Rows)
                        .Select(i =>
                            (
                                IsAccepted: _model.Predict(judged.Outputs, i).Verdict
                                    is Verdict.Class
                                        or Verdict.Labels,
                                Confidence: confidence[i],
                                judged.Set,
                                judged.Outputs,
                                Row: i
                            )
                        );
                })
                .OrderByDescending(x => x.IsAccepted)
                .ThenByDescending(x => x.Confidence)
                .ThenBy(x => x.Set.Files[x.Row], StringComparer.Ordinal)
                .Take(Most)
                .Select(x => new Chosen(
                    x.Set.Files[x.Row],
                    x.Set.Embeddings.Row(x.Row).ToArray(),
                    Judge(x.Outputs, x.Row, (x.Set.ShownFiles ?? x.Set.Files)[x.Row]) with
                    {
                        Set = x.Set.Name,
                    }
                )),
        ];

    /// <summary>In-domain test images that a head gets wrong, surest first.</summary>
    public Chosen[] Mistakes() =>
        [
            .. Rows()
                .Select(i => (Row: i, Sure: SureAndWrong(i)))
                .Where(x => x.Sure is not null)
                .OrderByDescending(x => x.Sure)
                .ThenBy(x => x.Row)
                .Take(Most)
                .Select(x => Test(x.Row)),
        ];

    /// <summary>
    /// Of a classifier: in-domain test images whose class is right and whose labels are not, surest first.
    /// </summary>
    public Chosen[]? LabelMistakes() =>
        _evaluation.Test is not { Classes: not null, Labels: { } labels }
            ? null
            :
            [
                .. Rows()
                    .Where(i => SureAndWrong(i) is null)
                    .Select(i => (Row: i, Sure: SureAndWrong(labels, i)))
                    .Where(x => x.Sure is not null)
                    .OrderByDescending(x => x.Sure)
                    .ThenBy(x => x.Row)
                    .Take(Most)
                    .Select(x => Test(x.Row))
                    // It is the softmax head's, which is right.
                    .Select(chosen => chosen with { Image = chosen.Image with { Loss = null } }),
            ];

    /// <summary>In-domain test images with a wrong answer, those that cost most first; empty where nothing is wrong.</summary>
    public Chosen[] TopLosses()
    {
        double?[] losses = [.. Rows().Select(Loss)];
        return
        [
            .. Rows()
                .Where(i => losses[i] is not null && SureAndWrong(i) is not null)
                .OrderByDescending(i => losses[i])
                .ThenBy(i => i)
                .Take(Most)
                .Select(i => Test(i)),
        ];
    }

    /// <summary>
    /// In-domain test images with a probability within <see cref="Near"/> of a threshold: the closest of every label, then
    /// the next, as long as there is room.
    /// </summary>
    public Chosen[]? NearThreshold()
    {
        if (_evaluation.Outputs.LabelProbabilities is not { } probabilities)
            return null;
        var thresholds = _model.Description.Labels!.Thresholds;
        int each = Math.Max(1, Most / thresholds.Count);
        return
        [
            .. Enumerable
                .Range(0, thresholds.Count)
                .SelectMany(k =>
                    Rows()
                        .Select(i =>
                            (Row: i, Label: k, Distance: Math.Abs(probabilities[i, k] - thresholds[k].Threshold))
                        )
                        .Where(x => x.Distance <= Near)
                        .OrderBy(x => x.Distance)
                        .ThenBy(x => x.Row)
                        .Take(each)
                )
                .OrderBy(x => x.Distance)
                .ThenBy(x => x.Row)
                // Two labels that mirror each other are close to their thresholds on the same images.
                .DistinctBy(x => x.Row)
                .Take(Most)
                .Select(x =>
                    Test(x.Row) is var chosen
                        ? chosen with
                        {
                            Image = chosen.Image with { ThresholdLabel = thresholds[x.Label].Label },
                        }
                        : chosen
                ),
        ];
    }

    private IEnumerable<int> Rows() => Enumerable.Range(0, _evaluation.Outputs.Rows);

    private Chosen Test(int row)
    {
        var data = _evaluation.Test.Data;
        var image = data.Dataset.Rows[row];
        return new(
            image.Path,
            data.Embeddings.Row(row).ToArray(),
            Judge(_evaluation.Outputs, row, image.File) with
            {
                Truth = RowUses.Names(data.Dataset, image),
                Loss = Loss(row),
            }
        );
    }

    private double? Loss(int row)
    {
        if (_evaluation.Test.Classes is { } classes)
            return LogLoss.FromProbability(_evaluation.Outputs.ClassProbabilities![row, classes[row]]);
        if (_evaluation.Test.Labels is not { } labels)
            return null;
        double sum = 0;
        int known = 0;
        for (int k = 0; k < labels.Labels; k++)
        {
            if (labels[row, k] == LabelState.Unknown)
                continue;
            double p = _evaluation.Outputs.LabelProbabilities![row, k];
            sum += LogLoss.FromProbability(labels[row, k] == LabelState.Present ? p : 1 - p);
            known++;
        }
        return known == 0 ? null : sum / known;
    }

    // Probability of the surest thing said that is wrong: a class, a label given or a label withheld; null where all is
    // right.
    private double? SureAndWrong(int row)
    {
        if (_evaluation.Test.Classes is { } classes)
        {
            var p = _evaluation.Outputs.ClassProbabilities!.Row(row);
            int given = TensorPrimitives.IndexOfMax<float>(p);
            return given == classes[row] ? null : p[given];
        }
        return _evaluation.Test.Labels is { } labels ? SureAndWrong(labels, row) : null;
    }

    private double? SureAndWrong(LabelMatrix labels, int row)
    {
        var thresholds = _model.Description.Labels!.Thresholds;
        return Enumerable
            .Range(0, labels.Labels)
            .Where(k => labels[row, k] != LabelState.Unknown)
            .Select(k =>
                (
                    P: (double)_evaluation.Outputs.LabelProbabilities![row, k],
                    IsPresent: labels[row, k] == LabelState.Present,
                    thresholds[k].Threshold
                )
            )
            .Where(x => (x.P >= x.Threshold) != x.IsPresent)
            .Max(x => (double?)(x.IsPresent ? 1 - x.P : x.P));
    }

    private JudgedImage Judge(ModelOutputs outputs, int row, string file)
    {
        var prediction = _model.Predict(outputs, row);
        return new JudgedImage
        {
            File = file,
            Softmax = prediction.Classes is { } classes ? new HeadAnswer([prediction.Class!], classes) : null,
            Labels = prediction.Labels is { } labels
                ? new HeadAnswer(
                    [.. labels.Where(l => l.Applies).Select(l => l.Name)],
                    [.. labels.Select(l => new NamedProbability(l.Name, l.Probability))]
                )
                : null,
            Verdict = prediction.Verdict.ToString(),
        };
    }

    private static double[] MaxProbability(ModelOutputs outputs) =>
        ConfidenceSummary.LargestProbabilities(outputs.ClassProbabilities ?? outputs.LabelProbabilities!);
}

/// <summary>An image that was chosen.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Embedding">Its embedding.</param>
/// <param name="Image">What the report says of it.</param>
internal sealed record Chosen(string Path, float[] Embedding, JudgedImage Image);
