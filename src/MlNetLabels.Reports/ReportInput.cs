using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Models;

namespace MlNetLabels.Reports;

/// <summary>What a report is made from.</summary>
public sealed record ReportInput
{
    /// <summary>What was evaluated, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The model.</summary>
    public required Model Model { get; init; }

    /// <summary>What evaluating it found.</summary>
    public required ModelEvaluation Evaluation { get; init; }

    /// <summary>All images that were given, the model's training images among them where they are.</summary>
    public required EmbeddedDataset Data { get; init; }

    /// <summary>Makes a small copy of an image as a data URI, or null where it cannot.</summary>
    public required Func<string, string?> Thumbnail { get; init; }

    /// <summary>Makes a still smaller copy, for the map, the audit and rows of images; null where it cannot.</summary>
    public Func<string, string?> SmallPicture { get; init; } = _ => null;

    /// <summary>When the evaluation was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// Whether only figures and results per image are made, which comparing needs: no pictures, map or audit.
    /// </summary>
    public bool ResultsOnly { get; init; }

    /// <summary>The command line.</summary>
    public string? Command { get; init; }

    /// <summary>Seconds by phase.</summary>
    public IReadOnlyDictionary<string, double> Timings { get; init; } = new Dictionary<string, double>();

    /// <summary>What other engines made of the same rows; empty where they were not asked.</summary>
    public IReadOnlyList<EngineFit> Engines { get; init; } = [];

    /// <summary>Versions of the parts by name.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; init; } = new Dictionary<string, string>();

    /// <summary>Seed of splits, folds and resampling.</summary>
    public required int Seed { get; init; }
}
