using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Output;

/// <summary>What <c>retrain --json</c> prints.</summary>
internal sealed record RetrainJson(string? DryRun, IReadOnlyList<string> SwitchedOff, string? Folder, RunRecord? Run)
{
    public static RetrainJson From(RetrainResult result) =>
        new(result.DryRun, result.Run?.SwitchedOff ?? result.SwitchedOff, result.Run?.Folder, result.Run);
}

/// <summary>A run in the list of all.</summary>
internal sealed record RunJson(
    string Number,
    DateTimeOffset StartedAt,
    double Seconds,
    int Images,
    int TestImages,
    string? Figure,
    double? Value,
    IReadOnlyList<string> Aliases,
    bool Promoted,
    string Reason,
    string Folder
)
{
    public static RunJson From(RunRecord run, ImageProject project) =>
        new(
            run.Number,
            run.StartedAt,
            run.Seconds,
            run.Images,
            run.TestImages,
            run.MainFigure,
            run.MainValue,
            project.AliasesOf(run.Number),
            run.Promoted,
            run.Reason,
            run.Folder
        );
}

/// <summary>What <c>runs promote</c> and <c>rollback</c> did.</summary>
internal sealed record PromotionJson(string Champion, string? Previous);

/// <summary>What <c>runs prune</c> removed.</summary>
internal sealed record PrunedJson(IReadOnlyList<string> Removed);

/// <summary>What <c>runs verify</c> found.</summary>
internal sealed record VerifiedJson(IReadOnlyList<string> Wrong);

/// <summary>A run with the changes of the registry that name it.</summary>
internal sealed record ShownJson(string Folder, RunRecord Run, IReadOnlyList<RegistryChange> History);

/// <summary>A member of the project's file in force.</summary>
internal sealed record SettingJson(System.Text.Json.Nodes.JsonNode? Value, string From);

/// <summary>What <c>init</c> found and wrote.</summary>
internal sealed record InitJson(string File, Reports.DatasetDescription Found, IReadOnlyList<string> ToFix);
