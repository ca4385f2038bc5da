using System.Text.Json.Serialization;
using MlNetLabels.Audit;
using MlNetLabels.Data;

namespace MlNetLabels.Reports;

/// <summary>A label that is probably wrong, by heads that did not train on its image.</summary>
/// <param name="File">The image.</param>
/// <param name="Label">For label sets the label in question; null for classes.</param>
/// <param name="Given">What the data say: the class, or "present" or "absent".</param>
/// <param name="Suggested">What the heads say instead.</param>
/// <param name="ProbabilityOfWrong">Probability that what the data say is wrong.</param>
public sealed record DoubtedLabel(string File, string? Label, string Given, string Suggested, double ProbabilityOfWrong)
{
    /// <summary>A small copy as a data URI; null for none.</summary>
    [JsonIgnore]
    public string? Picture { get; init; }

    /// <summary>Searches labels that are more probably wrong than right, as reports do.</summary>
    /// <param name="data">Images with labels.</param>
    /// <param name="l2">The penalty of the heads; null for 0.01.</param>
    /// <param name="seed">Of the folds.</param>
    /// <param name="note">Told what was not searched: all, or some classes or labels; null for nobody.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>
    /// The most probably wrong first; null where there are more than 20,000 images, fewer than 20 of a class, no label
    /// that ten images have and ten have not, or one group alone of each class.
    /// </returns>
    public static IReadOnlyList<DoubtedLabel>? Find(
        EmbeddedDataset data,
        double? l2 = null,
        int seed = 1,
        Action<string>? note = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(data);
        var found = LabelAudit.Find(data, l2, seed, cancellationToken);
        if (LabelAudit.NotSearched(data.Dataset, found) is { } not)
            note?.Invoke(not);
        return found is null ? null : [.. found.ProbablyWrong.Select(x => Of(data.Dataset, x.Label, x.Suspect))];
    }

    private static DoubtedLabel Of(ImageDataset dataset, int label, SuspectedLabel suspect) =>
        new(
            dataset.Rows[suspect.Row].File,
            label < 0 ? null : dataset.LabelNames[label],
            LabelAudit.NameOf(dataset, label, suspect.Given),
            LabelAudit.NameOf(dataset, label, suspect.Suggested),
            suspect.ProbabilityOfWrong
        );
}
