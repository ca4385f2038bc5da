using MlNetLabels.Models;
using MlNetLabels.Monitoring;

namespace MlNetLabels.Runs;

/// <summary>Which images <see cref="ImageRuns.Monitor"/> holds against a model's training images.</summary>
public sealed record MonitorOptions
{
    /// <summary>The bundle (*.mlabels).</summary>
    public required string Model { get; init; }

    /// <summary>Keys one of which must have signed the bundle; null, the default, to take unsigned ones, too.</summary>
    public IReadOnlyList<BundleKey>? Trusted { get; init; }

    /// <summary>Images, or folders of images, in the order in which they came; at least one.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>Different images that make a window, 20 to 2,000; 200 by default.</summary>
    public int WindowSize { get; init; } = 200;

    /// <summary>How a window is judged.</summary>
    public WindowOptions Window { get; init; } = new();

    /// <summary>HTML file to write; null, the default, for none.</summary>
    public string? HtmlFile { get; init; }

    /// <summary>How images become embeddings.</summary>
    public EmbeddingSettings Embedding { get; init; } = new() { MaxFailures = FailureLimit.All };

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Model);
        ArgumentNullException.ThrowIfNull(Images);
        ArgumentNullException.ThrowIfNull(Window);
        ArgumentNullException.ThrowIfNull(Embedding);
        if (Images.Count == 0)
            throw new ArgumentException("Name at least one image or folder.", nameof(Images));
        if (WindowSize is < MonitorRun.LeastImages or > PredictionWindow.MostImages)
            throw new ArgumentOutOfRangeException(
                nameof(WindowSize),
                WindowSize,
                $"It lies between {MonitorRun.LeastImages} and {PredictionWindow.MostImages}."
            );
        Embedding.Validate();
    }
}
