using MlNetLabels.Data;
using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>What came of <see cref="ImageRuns.Train"/>.</summary>
public sealed record TrainResult
{
    /// <summary>The model, ready to predict.</summary>
    public required Model Model { get; init; }

    /// <summary>The bundle that was written; null where none was asked for.</summary>
    public string? ModelFile { get; init; }

    /// <summary>Files that could not be used, each with its reason.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; init; } = [];
}
