using System.IO.Compression;
using MlNetLabels.Data;
using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>What <see cref="ImageRuns.Train"/> trains on, how, and where the model goes.</summary>
public sealed record TrainOptions
{
    /// <summary>
    /// Images with their classes or labels: a folder with one subfolder per class, a CSV or a JSON Lines file. Not read
    /// where <see cref="Embeddings"/> is given.
    /// </summary>
    public string? Data { get; init; }

    /// <summary>
    /// Ready embeddings instead of images: an .npy file, or Parquet files as shards write them, which are one file, a folder
    /// or a pattern (<c>parts/*.parquet</c>); null, the default, for none.
    /// </summary>
    public string? Embeddings { get; init; }

    /// <summary>
    /// CSV of the embeddings' rows; null, the default, for the .csv beside the .npy, or what Parquet files say themselves. Of
    /// Parquet files it names images as they do, in any order.
    /// </summary>
    public string? Labels { get; init; }

    /// <summary>
    /// Bytes that training on Parquet files may take: beyond, a seeded sample by class is drawn, and a learning curve says
    /// what more rows would bring. Null, the default, for half of what the process may take.
    /// </summary>
    public long? Memory { get; init; }

    /// <summary>Classes to take, in this order; empty, the default, takes all, sorted by name.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>
    /// CSV of suspected labels with what is correct, as evaluations write it; null, the default, for none.
    /// </summary>
    public string? Corrections { get; init; }

    /// <summary>
    /// Folders, CSV or .npy files of images to expect in use that show none of the labels: they teach the label heads
    /// to say none. Empty by default.
    /// </summary>
    public IReadOnlyList<string> Negatives { get; init; } = [];

    /// <summary>
    /// Folders, CSV or .npy files of out-of-domain images to choose the out-of-domain score by, never the ones to test
    /// on. Empty by default, which takes the default score.
    /// </summary>
    public IReadOnlyList<string> ValidationOutOfDomain { get; init; } = [];

    /// <summary>The bundle to write (*.mlabels), whole or not at all; null, the default, writes none.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// When the model was made, as it says of itself; null, the default, for now, or for the time of the bundle that
    /// lies at <see cref="Model"/> where that would differ by nothing else. Equal images, options and times give equal
    /// bytes.
    /// </summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>
    /// Name of a backbone, or path of its card or ONNX file; several joined by + are concatenated, each of unit length.
    /// </summary>
    public string Backbone { get; init; } = DefaultBackbone;

    /// <summary>
    /// How heads, thresholds and domain check are fitted; the seed also divides the data. Weights by class or label come
    /// from <see cref="ClassWeights"/> and <see cref="PositiveWeights"/>, where those are given.
    /// </summary>
    public TrainerOptions Trainer { get; init; } = new();

    /// <summary>Weights above 0 of classes in the softmax loss, 1 for those not named; null, the default, for none.</summary>
    public IReadOnlyDictionary<string, double>? ClassWeights { get; init; }

    /// <summary>
    /// Weights above 0 of images that have a label in its loss, 1 for those not named; null, the default, for none.
    /// </summary>
    public IReadOnlyDictionary<string, double>? PositiveWeights { get; init; }

    /// <summary>Whether ML.NET's L-BFGS trainers fit the heads instead of this library's own; false by default.</summary>
    public bool UseMLNetTrainers { get; init; }

    /// <summary>
    /// Whether the bundle keeps small pictures, names and labels of up to 1,000 training images, so that a service can show
    /// those nearest to an image; false by default. Whoever has the bundle can see them.
    /// </summary>
    public bool KeepPictures { get; init; }

    /// <summary>How <see cref="Data"/> is to be read, where looking at it does not tell.</summary>
    public DatasetOptions Reading { get; init; } = new();

    /// <summary>How images become embeddings.</summary>
    public EmbeddingSettings Embedding { get; init; } = new();

    internal const string DefaultBackbone = "mobilenet-v3-small";

    // Before the work, which may take hours.
    internal void CheckOutput()
    {
        if (Model is null)
            return;
        OutputPlace.Check(Model);
        // A list of labels, say, named by mistake.
        if (File.Exists(Model) && OutputPlace.Find(Model).IsFile && !IsBundleOrEmpty(Model))
            throw new InvalidInputException(
                Model,
                null,
                "this file is no bundle, so it is not overwritten by one; name another, as in photos.mlabels."
            );
    }

    // Archives of images and spreadsheets are zips, too.
    private static bool IsBundleOrEmpty(string path)
    {
        using var file = InputFile.Open(path);
        if (file.ReadByte() < 0)
            return true;
        try
        {
            file.Position = 0;
            using var zip = new ZipArchive(file);
            return zip.GetEntry("manifest.json") is not null && zip.GetEntry("weights.safetensors") is not null;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Backbone);
        ArgumentNullException.ThrowIfNull(Trainer);
        ArgumentNullException.ThrowIfNull(Reading);
        ArgumentNullException.ThrowIfNull(Embedding);
        if (Model is not null)
            ArgumentException.ThrowIfNullOrWhiteSpace(Model);
        ThrowIfNotPositive(ClassWeights, nameof(ClassWeights));
        ThrowIfNotPositive(PositiveWeights, nameof(PositiveWeights));
        Embedding.Validate();
        if (Memory is { } memory)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(memory);
    }

    private static void ThrowIfNotPositive(IReadOnlyDictionary<string, double>? weights, string name)
    {
        foreach (var (key, weight) in weights ?? new Dictionary<string, double>())
            if (!(weight > 0 && double.IsFinite(weight)))
                throw new ArgumentOutOfRangeException(name, weight, $"The weight of '{key}' must be a number above 0.");
    }
}
