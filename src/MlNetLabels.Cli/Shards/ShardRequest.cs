using System.Globalization;

namespace MlNetLabels.Cli.Shards;

/// <summary>What a call asks for, to be held against what a run is.</summary>
internal sealed record ShardRequest
{
    /// <summary>Folder or list.</summary>
    public required string Images { get; init; }

    public required int Shards { get; init; }

    /// <summary>Told what there is to say of the list; null for nobody.</summary>
    public Action<string>? Note { get; init; }

    /// <summary>Null for what the run has.</summary>
    public int? GroupRows { get; init; }

    /// <summary>What is not as in the run, with both values; empty where all is.</summary>
    public IReadOnlyList<string> DifferencesTo(ShardRun run, ShardEngine engine)
    {
        var (backbone, model) = (engine.Reference, engine.Model);
        return
        [
            .. Different("shards", $"{run.Shards}", $"{Shards}"),
            .. run.Images.DifferenceTo(Images) is { } images ? [images] : Array.Empty<string>(),
            .. Different(
                "the backbone",
                $"{run.Backbone.Name} ({run.Backbone.Sha256})",
                $"{backbone.Name} ({backbone.Sha256})"
            ),
            .. run.Model?.Sha256 == model?.Sha256 ? [] : Different("the model", Hash(run.Model), Hash(model)),
            .. Different("--reject-rate", Rate(run.Model), Rate(model)),
            .. GroupRows is { } rows ? Different("--group-rows", $"{run.GroupRows}", $"{rows}") : [],
            .. Different("the program", run.Program, ShardRun.OwnVersion),
        ];
    }

    private static string Hash(ShardModel? model) => model is null ? "none" : $"{model.Path} ({model.Sha256})";

    private static string Rate(ShardModel? model) =>
        model is null ? "none" : model.RejectRate?.ToString("R", CultureInfo.InvariantCulture) ?? "as trained";

    private static string[] Different(string what, string there, string here) =>
        there == here ? [] : [$"{what} {there}, this task {here}"];
}
