using System.CommandLine;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Shards;

namespace MlNetLabels.Cli.Commands;

/// <summary>Hands the shards of a run to an engine that starts tasks.</summary>
internal static class SubmitCommand
{
    public static Command Create()
    {
        var command = new Command("submit", "Run embed or predict as many tasks, on an engine that is there.")
        {
            SubmitSlurmCommand.Create(),
            SubmitKubernetesCommand.Create(),
        };
        Help.AddExamples(command, SubmitSlurmCommand.Examples[0], $"{SubmitKubernetesCommand.Example} > job.yaml");
        return command;
    }

    /// <summary>How many shards, which has to be given.</summary>
    public static Option<int> Shards()
    {
        var option = new Option<int>("--shards")
        {
            Description = $"How many tasks share the list, up to {Shard.Most}; some minutes of work each are best.",
            Required = true,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > Shard.Most)
                result.AddError($"--shards must be between 1 and {Shard.Most}.");
        });
        return option;
    }

    /// <summary>How often a shard is tried again.</summary>
    public static Option<int> Retries()
    {
        const int Most = 100,
            Usual = 3;
        var option = new Option<int>("--retries")
        {
            Description =
                "How often a shard that is not whole is tried again; never where its task ended with 2 or 3 (wrong call, bad "
                + "input).",
            DefaultValueFactory = _ => Usual,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > Most)
                result.AddError($"--retries must be between 0 and {Most}.");
        });
        return option;
    }

    /// <summary>A count of one at least; null when left out.</summary>
    public static Option<int?> Count(string name, string description)
    {
        const int Most = 1_000_000;
        var option = new Option<int?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > Most)
                result.AddError($"{name} must be between 1 and {Most}.");
        });
        return option;
    }
}
