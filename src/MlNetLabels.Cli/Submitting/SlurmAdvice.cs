namespace MlNetLabels.Cli.Submitting;

/// <summary>What to do about what sbatch says.</summary>
internal static class SlurmAdvice
{
    private const string PassedOn = "--sbatch passes on any option of sbatch.";

    private static readonly (string Word, string Advice)[] s_all =
    [
        ("partition", "sinfo lists the partitions; name one with --partition."),
        ("account", "Name yours with --sbatch=--account=NAME; sacctmgr show associations lists them."),
        ("qos", "Name one with --sbatch=--qos=NAME, or take fewer shards at once."),
        ("limit", "Take fewer shards, or ask for less time with --time; sacctmgr show qos tells the limits."),
        ("time", "Give --time as MINUTES, HOURS:MINUTES:SECONDS or DAYS-HOURS."),
        ("--mem", "Give --mem a size such as 4G."),
        ("memory", "Ask for less with --mem."),
        ("cpu", "No node has so many cores: ask for fewer with --cpus."),
        ("node configuration", "No node has so much: ask for less with --cpus and --mem."),
    ];

    /// <summary>A sentence.</summary>
    public static string On(string error) =>
        s_all.FirstOrDefault(x => error.Contains(x.Word, StringComparison.OrdinalIgnoreCase)).Advice ?? PassedOn;
}
