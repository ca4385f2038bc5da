using MlNetLabels.Cli.Shards;

namespace MlNetLabels.Cli.Submitting;

/// <summary>What came of a run that was submitted.</summary>
/// <param name="Folder">The folder of parts.</param>
/// <param name="Script">What its tasks ran.</param>
/// <param name="Jobs">Numbers of the jobs, of this call.</param>
/// <param name="Check">What is there.</param>
/// <param name="Merged">Null where nothing was to be merged.</param>
internal sealed record SubmittedRun(
    string Folder,
    string Script,
    IReadOnlyCollection<string> Jobs,
    ShardCheck Check,
    MergedParts? Merged
);
