using System.Text.Json;
using MlNetLabels.Models;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Shards;

/// <summary>What parts and groups say of themselves, by these keys of their Parquet files.</summary>
internal static class PartAbout
{
    public const string Run = "mlnetlabels.run",
        Shard = "mlnetlabels.shard",
        Group = "mlnetlabels.group",
        Backbone = "mlnetlabels.backbone",
        Seconds = "mlnetlabels.seconds";

    /// <summary>What made the embeddings, as text.</summary>
    public static string Of(BackboneReference backbone) =>
        JsonSerializer.Serialize(backbone, BackboneFile.Default.BackboneReference);
}
