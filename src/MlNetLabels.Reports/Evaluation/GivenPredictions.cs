using MlNetLabels.Data;
using MlNetLabels.Metrics;

namespace MlNetLabels.Evaluation;

/// <summary>
/// Probabilities that any system gave, with the truth beside them: what <see cref="Read"/> reads.
/// </summary>
public sealed record GivenPredictions
{
    /// <summary>The file they came from.</summary>
    public required string Source { get; init; }

    /// <summary>Classes or labels, in the order of the probability columns.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>True class of each image; null where labels are given.</summary>
    public int[]? Classes { get; init; }

    /// <summary>True labels of each image; null where classes are given.</summary>
    public LabelMatrix? Labels { get; init; }

    /// <summary>Images x <see cref="Names"/>, row after row, each in [0, 1]; rows of classes sum to 1.</summary>
    public required double[] Probabilities { get; init; }

    /// <summary>
    /// Images that must be resampled together have equal numbers; one number per image where no groups were given.
    /// </summary>
    public required int[] Groups { get; init; }

    /// <summary>
    /// Reads a CSV or JSON Lines file. Truth is either a column <c>label</c> with the class, or one 0/1/blank column
    /// per label, named as the label or <c>truth:</c> and the label (blank = unknown). Each class or label has a column
    /// <c>p:</c> and its name with its probability. Optional: <c>file</c>, which is not read, and <c>group</c>. Any
    /// other column is an error.
    /// </summary>
    /// <exception cref="InvalidInputException">Names file, line, column and fix.</exception>
    public static GivenPredictions Read(string path) => PredictionReader.Read(path);

    /// <summary>
    /// The threshold of each label, in the order of <see cref="Names"/>, as a person gives them: a number in [0, 1] for
    /// all labels, or the path of a CSV or JSON Lines file with the columns <c>label</c> and <c>threshold</c> that
    /// names each label once and no other.
    /// </summary>
    /// <exception cref="InvalidInputException">Names file, line and fix.</exception>
    public double[] ReadThresholds(string given) => ThresholdFile.Read(given, Names);

    /// <summary>As predictions of one class per image.</summary>
    /// <exception cref="InvalidOperationException">The file gives labels.</exception>
    public MulticlassPredictions ToMulticlass() =>
        new(Classes ?? throw new InvalidOperationException("Label sets have no class."), Probabilities, Names);

    /// <summary>As predictions of label sets.</summary>
    /// <param name="thresholds">One per label: a label applies where its probability is at least this.</param>
    /// <exception cref="InvalidOperationException">The file gives classes.</exception>
    public MultiLabelPredictions ToMultiLabel(ReadOnlySpan<double> thresholds) =>
        new(
            Labels ?? throw new InvalidOperationException("Classes have no label sets."),
            Probabilities,
            thresholds,
            Names
        );
}
