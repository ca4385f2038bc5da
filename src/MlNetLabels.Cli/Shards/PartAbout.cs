namespace MlNetLabels.Cli.Shards;

/// <summary>What parts and groups say of themselves, by these keys of their Parquet files.</summary>
internal static class PartAbout
{
    public const string Run = "mlnetlabels.run",
        Shard = "mlnetlabels.shard",
        Group = "mlnetlabels.group",
        Seconds = "mlnetlabels.seconds";
}
