using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Shards;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Commands;

/// <summary>How a command becomes one task of many: <c>--shard</c>, and <c>--group-rows</c>.</summary>
internal sealed class ShardOptionSet
{
    private const int MostGroupRows = 1_000_000;

    private readonly Option<Shard?> _shard = new("--shard")
    {
        Description =
            "Do shard I of N alone, as I/N with I from 0: --output is then the folder of parts. auto takes both from "
            + "Slurm's, Kubernetes' or AWS Batch's variables, auto/N the number alone.",
        CustomParser = result => Parse(result, result.Tokens[0].Value),
    };

    private readonly Option<int?> _groupRows = GroupRows();

    /// <param name="command">Gets the options.</param>
    /// <param name="others">Its options that say nothing of a shard.</param>
    public ShardOptionSet(Command command, params IEnumerable<Option> others)
    {
        command.Options.Add(_shard);
        command.Options.Add(_groupRows);
        command.Validators.Add(result =>
        {
            if (!result.IsGiven(_shard))
            {
                if (result.IsGiven(_groupRows))
                    result.AddError("--group-rows is of shards; give --shard, too.");
                return;
            }
            foreach (var other in others.Where(other => result.IsGiven(other)))
                result.AddError($"{other.Name} and --shard exclude each other.");
        });
    }

    /// <summary>Rows of a group, as a run has them.</summary>
    public static Option<int?> GroupRows()
    {
        var option = new Option<int?>("--group-rows")
        {
            Description =
                "Rows that are answered and written together, which is what a killed task loses at most; "
                + $"{ShardRun.DefaultGroupRows} when left out. One for all tasks.",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > MostGroupRows)
                result.AddError(
                    string.Create(CultureInfo.InvariantCulture, $"--group-rows must be between 1 and {MostGroupRows}.")
                );
        });
        return option;
    }

    /// <summary>The shard; null where the whole list is asked for.</summary>
    public Shard? Given(ParseResult parsed) => parsed.GetValue(_shard);

    /// <summary>The same for validators.</summary>
    public bool IsGiven(CommandResult result) => result.IsGiven(_shard);

    /// <summary>Does the shard that is given; returns the exit code.</summary>
    public int Run(
        ParseResult parsed,
        string images,
        string output,
        EmbeddingSettings settings,
        bool json,
        Func<ShardEngine> open,
        CancellationToken cancellationToken
    )
    {
        var shard = Given(parsed)!.Value;
        // Before the work, which may take hours.
        ShardFolder.CheckOutput(output);
        var folder = new ShardFolder(Path.GetFullPath(output));
        // One of a begun run's tars that is not there is an error of the shard that it belongs to alone.
        if (folder.ReadRun() is not { IsPacked: true })
            ShardListReader.CheckThere(images);
        var console = new RunConsole(verbose: false, settings);
        using var engine = open();
        foreach (string note in engine.Notes)
            StandardError.Note(note);
        var request = new ShardRequest
        {
            Images = images,
            Shards = shard.Count,
            Note = StandardError.Note,
            GroupRows = parsed.GetValue(_groupRows),
        };
        var (run, _) = ShardPlanner.Join(folder, request, engine, cancellationToken);
        var outcome = new ShardTask(folder, run, shard).Run(
            engine,
            settings,
            StandardError.Note,
            console.Progress,
            cancellationToken
        );
        if (json)
            ShardJson.Print(outcome);
        else
            Console.Out.WriteLine(
                $"{Counted.Of(outcome.Rows, "row")}, {outcome.Rows - outcome.Embedded} of them failed: {outcome.Part}"
                    + (outcome.WasComplete ? " (whole already)" : "")
            );
        return ExitCode.Done;
    }

    private static Shard? Parse(ArgumentResult result, string text)
    {
        try
        {
            return ShardArgument.Parse(text, Environment.GetEnvironmentVariable);
        }
        catch (SetUpException error)
        {
            result.AddError(error.Message);
            return null;
        }
    }
}
