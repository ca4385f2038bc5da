using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Models;
using MlNetLabels.Reports;

namespace MlNetLabels.Runs;

/// <summary>What a report is made of.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Model">The model to judge.</param>
/// <param name="Data">All images that were given.</param>
/// <param name="Sets">Images of another kind.</param>
/// <param name="Seed">Seed of resampling.</param>
/// <param name="Command">What made it.</param>
/// <param name="PredictionsFolder">Where the test images' probabilities go; null for nowhere.</param>
/// <param name="Engines">What other engines made of the same rows; null where they were not asked.</param>
/// <param name="ResultsOnly">Whether it is to be compared only.</param>
internal sealed record ReportRequest(
    string Title,
    Model Model,
    EmbeddedDataset Data,
    IReadOnlyList<OutOfDomainSet> Sets,
    int Seed,
    string? Command,
    string? PredictionsFolder = null,
    IReadOnlyList<EngineFit>? Engines = null,
    bool ResultsOnly = false
);
