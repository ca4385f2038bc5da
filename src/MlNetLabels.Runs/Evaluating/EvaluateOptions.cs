using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Runs.Suggesting;

namespace MlNetLabels.Runs;

/// <summary>Which model <see cref="ImageRuns.Evaluate"/> judges, on what, and what it writes.</summary>
public sealed record EvaluateOptions
{
    /// <summary>The bundle to judge (*.mlabels).</summary>
    public required string Model { get; init; }

    /// <summary>Keys one of which must have signed the bundle; null, the default, to take unsigned ones, too.</summary>
    public IReadOnlyList<BundleKey>? Trusted { get; init; }

    /// <summary>
    /// Images with their classes or labels: a folder with one subfolder per class, a CSV or a JSON Lines file. Not read
    /// where <see cref="Embeddings"/> is given.
    /// </summary>
    public string? Data { get; init; }

    /// <summary>
    /// Ready embeddings instead of images: an .npy file, or Parquet files as shards write them, which are one file, a folder
    /// or a pattern; null, the default, for none.
    /// </summary>
    public string? Embeddings { get; init; }

    /// <summary>
    /// CSV of the embeddings' rows; null, the default, for the .csv beside the .npy, or what Parquet files say themselves.
    /// </summary>
    public string? Labels { get; init; }

    /// <summary>
    /// Bytes that judging Parquet files may take: beyond, rows are judged as they come and not kept. Null, the default, for
    /// half of what the process may take.
    /// </summary>
    public long? Memory { get; init; }

    /// <summary>Classes to take, in this order; empty, the default, takes all, sorted by name.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>
    /// CSV of suspected labels with what is correct, as evaluations write it; null, the default, for none.
    /// </summary>
    public string? Corrections { get; init; }

    /// <summary>
    /// Folders, CSV or .npy files of images of another kind; near:PATH or far:PATH tags one. Empty by default.
    /// </summary>
    public IReadOnlyList<string> OutOfDomain { get; init; } = [];

    /// <summary>Folders, CSV or .npy files of images that show none of the labels. Empty by default.</summary>
    public IReadOnlyList<string> Negatives { get; init; } = [];

    /// <summary>Folder for report.json and report.html; null, the default, writes none.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>Folder for the probabilities of every test image; null, the default, writes none.</summary>
    public string? PredictionsFolder { get; init; }

    /// <summary>JSON file with bounds that the figures are held to, or that object itself; null, the default, for none.</summary>
    public string? GatesFile { get; init; }

    /// <summary>Seed of resampling; 1 by default.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>What the report is called; null, the default, for the bundle's name.</summary>
    public string? Title { get; init; }

    /// <summary>What made the report, such as a command line, for its provenance; null, the default, for nothing.</summary>
    public string? Command { get; init; }

    /// <summary>How <see cref="Data"/> is to be read, where looking at it does not tell.</summary>
    public DatasetOptions Reading { get; init; } = new();

    /// <summary>How images become embeddings.</summary>
    public EmbeddingSettings Embedding { get; init; } = new();

    private const string Predictions = "list of predictions";

    // Before the work, which may take hours.
    internal void CheckOutput()
    {
        foreach (string? folder in new[] { OutputFolder, PredictionsFolder })
            if (folder is not null)
            {
                OutputPlace.CheckFolder(folder);
                DataFolder.CheckApart(folder, Data);
            }
        if (OutputFolder is { } reports)
        {
            OutputPlace.CheckPage(Path.Combine(reports, "report.html"));
            OutputPlace.CheckHolds(Path.Combine(reports, "report.json"), "report (JSON)", "\"schemaVersion\"");
            string suspects = Path.Combine(reports, "suspects.csv");
            if (File.Exists(suspects) && !SuggestionCsv.IsBlank(suspects))
                throw new InvalidInputException(
                    suspects,
                    null,
                    "it is there already with answers in its column 'correct', or is another list: it is not overwritten. Name "
                        + "another folder; --corrections takes the answers."
                );
        }
        if (PredictionsFolder is { } predictions)
        {
            OutputPlace.CheckHolds(Path.Combine(predictions, "softmax.csv"), Predictions, "label");
            OutputPlace.CheckHolds(Path.Combine(predictions, "labels.csv"), Predictions, "truth:");
            OutputPlace.CheckHolds(
                Path.Combine(predictions, "thresholds.csv"),
                "list of thresholds",
                "label,threshold"
            );
        }
    }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Model);
        ArgumentNullException.ThrowIfNull(Reading);
        ArgumentNullException.ThrowIfNull(Embedding);
        Embedding.Validate();
    }
}
