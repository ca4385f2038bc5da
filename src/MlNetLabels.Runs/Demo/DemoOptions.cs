using MlNetLabels.Data;
using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>What <see cref="ImageRuns.Demo"/> shows the whole job on.</summary>
public sealed record DemoOptions
{
    /// <summary>
    /// The caller's own images: a folder with one subfolder per class, a CSV or a JSON Lines file. Null, the default,
    /// takes the drawings of <see cref="DrawingsFolder"/>.
    /// </summary>
    public string? Data { get; init; }

    /// <summary>
    /// Folder of drawings with labels.csv, classes.csv and people.csv, as MlNetLabels.Drawings makes it; needed where
    /// <see cref="Data"/> is null.
    /// </summary>
    public string? DrawingsFolder { get; init; }

    /// <summary>Classes of <see cref="Data"/> to take, in this order; empty, the default, takes all.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>
    /// Folders, CSV or .npy files of images of another kind; near:PATH or far:PATH tags one. Empty by default.
    /// </summary>
    public IReadOnlyList<string> OutOfDomain { get; init; } = [];

    /// <summary>Folders, CSV or .npy files of images that show none of the labels. Empty by default.</summary>
    public IReadOnlyList<string> Negatives { get; init; } = [];

    /// <summary>Out-of-domain images to choose the out-of-domain score by. Empty by default.</summary>
    public IReadOnlyList<string> ValidationOutOfDomain { get; init; } = [];

    /// <summary>Folder for model.mlabels, report.json and report.html.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>
    /// Name of a backbone, or path of its card or ONNX file; several joined by + are concatenated, each of unit length.
    /// </summary>
    public string Backbone { get; init; } = TrainOptions.DefaultBackbone;

    /// <summary>How heads, thresholds and domain check are fitted; the seed also divides and resamples.</summary>
    public TrainerOptions Trainer { get; init; } = new();

    /// <summary>What made the report, such as a command line, for its provenance; null, the default, for nothing.</summary>
    public string? Command { get; init; }

    /// <summary>How <see cref="Data"/> is to be read, where looking at it does not tell.</summary>
    public DatasetOptions Reading { get; init; } = new();

    /// <summary>How images become embeddings.</summary>
    public EmbeddingSettings Embedding { get; init; } = new();

    /// <summary>Whether all sets of further images are there, before anything is drawn or embedded.</summary>
    /// <exception cref="InvalidInputException">One is not, or holds no image, or two to judge are called alike.</exception>
    public void CheckSets()
    {
        FurtherSets.CheckThere(OutOfDomain.Concat(ValidationOutOfDomain), Negatives, Embedding.MaxFailures);
        FurtherSets.CheckNames(Data is null ? [DemoRun.People, .. OutOfDomain] : OutOfDomain);
    }

    // Before the work, which may take hours.
    internal void CheckOutput()
    {
        OutputPlace.CheckFolder(OutputFolder);
        DataFolder.CheckApart(OutputFolder, Data);
    }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(OutputFolder);
        ArgumentException.ThrowIfNullOrWhiteSpace(Backbone);
        ArgumentNullException.ThrowIfNull(Trainer);
        ArgumentNullException.ThrowIfNull(Reading);
        ArgumentNullException.ThrowIfNull(Embedding);
        if (Data is null && DrawingsFolder is null)
            throw new ArgumentException($"Name the images: {nameof(Data)} or {nameof(DrawingsFolder)}.");
        Embedding.Validate();
    }
}
