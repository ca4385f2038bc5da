using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Runs.Suggesting;
using MlNetLabels.Suggesting;

namespace MlNetLabels.Runs;

/// <summary>Where <see cref="ImageRuns.Suggest"/> looks for images to label, and what it writes.</summary>
public sealed record SuggestOptions
{
    /// <summary>
    /// Unlabelled images: a folder, a list with a column <c>file</c>, an archive or what other tools export, embeddings
    /// (.npy), or a log of predictions (SQLite).
    /// </summary>
    public required string Pool { get; init; }

    /// <summary>The bundle that is to become better (*.mlabels); null, the default, for none yet.</summary>
    public string? Model { get; init; }

    /// <summary>Keys one of which must have signed the bundle; null, the default, to take unsigned ones, too.</summary>
    public IReadOnlyList<BundleKey>? Trusted { get; init; }

    /// <summary>
    /// Images that have labels, so that nothing is asked twice and doubtful labels are found; null, the default, for none
    /// but those that the model knows it was trained on.
    /// </summary>
    public string? Data { get; init; }

    /// <summary>Classes of <see cref="Data"/> to take, in this order; empty, the default, takes all.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>CSV of suspected labels of <see cref="Data"/> with what is correct; null, the default, for none.</summary>
    public string? Corrections { get; init; }

    /// <summary>How <see cref="Data"/> is to be read, where looking at it does not tell.</summary>
    public DatasetOptions Reading { get; init; } = new();

    /// <summary>Images to ask for, 1 to <see cref="SuggestionRequest.MostImages"/>; 50 by default.</summary>
    public int Count { get; init; } = 50;

    /// <summary>How to choose; null, the default, to choose the strategy by how much is labelled.</summary>
    public SuggestionStrategy? Strategy { get; init; }

    /// <summary>Name of a backbone, or path of its card or ONNX file, where there is no model to say which.</summary>
    public string Backbone { get; init; } = TrainOptions.DefaultBackbone;

    /// <summary>Seed of all draws; 1 by default.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// CSV to write, with a blank label for each image; null, the default, for none. Images that a log kept are written
    /// into a folder of the same name beside it.
    /// </summary>
    public string? CsvFile { get; init; }

    /// <summary>HTML file to write; null, the default, for none.</summary>
    public string? HtmlFile { get; init; }

    /// <summary>
    /// CSV to write of labels to check again, as corrections are read; null, the default, for none. Needs
    /// <see cref="Data"/>.
    /// </summary>
    public string? SuspectsFile { get; init; }

    /// <summary>How images become embeddings.</summary>
    public EmbeddingSettings Embedding { get; init; } = new() { MaxFailures = FailureLimit.All };

    internal IEnumerable<string> Outputs => new[] { CsvFile, HtmlFile, SuspectsFile }.OfType<string>();

    // Before the work, which may take hours.
    internal void CheckOutput()
    {
        foreach (string file in Outputs)
            OutputPlace.Check(file);
        if (HtmlFile is not null)
            OutputPlace.CheckPage(HtmlFile);
        foreach (string? list in new[] { CsvFile, SuspectsFile })
            if (list is not null && File.Exists(list) && OutputPlace.Find(list).IsFile && !SuggestionCsv.IsBlank(list))
                throw new InvalidInputException(
                    list,
                    null,
                    "it is there already, and labels were filled in, or it is another list: it is not overwritten; name another one."
                );
    }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Pool);
        ArgumentException.ThrowIfNullOrWhiteSpace(Backbone);
        ArgumentNullException.ThrowIfNull(Classes);
        ArgumentNullException.ThrowIfNull(Reading);
        ArgumentNullException.ThrowIfNull(Embedding);
        if (Count is < 1 or > SuggestionRequest.MostImages)
            throw new ArgumentOutOfRangeException(
                nameof(Count),
                Count,
                $"It lies between 1 and {SuggestionRequest.MostImages}."
            );
        if (Strategy == SuggestionStrategy.DropQuery && Model is null)
            throw new ArgumentException("DropQuery needs a model, whose answers it tries.", nameof(Strategy));
        if (SuspectsFile is not null && Data is null)
            throw new ArgumentException("Labels to check again need data with labels.", nameof(SuspectsFile));
        Embedding.Validate();
    }
}
