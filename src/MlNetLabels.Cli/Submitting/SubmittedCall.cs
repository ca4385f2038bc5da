using System.CommandLine;
using MlNetLabels.Cli.Commands;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Projects;
using MlNetLabels.Cli.Shards;
using MlNetLabels.Data;
using MlNetLabels.Models;

namespace MlNetLabels.Cli.Submitting;

/// <summary>The call of embed or predict that all tasks of a run make, but for their shards.</summary>
internal sealed class SubmittedCall
{
    private const string ShardOption = "--shard";

    private readonly ParseResult _parsed;

    private SubmittedCall(IReadOnlyList<string> words, ParseResult parsed) => (Words, _parsed) = (words, parsed);

    /// <summary>The verb and what follows it, without a shard.</summary>
    public IReadOnlyList<string> Words { get; }

    public string Verb => Words[0];

    /// <summary>Whether it says itself how many threads a task takes.</summary>
    public bool NamesThreads =>
        _parsed.CommandResult.Command.Options.FirstOrDefault(x => x.Name == "--threads") is { } threads
        && _parsed.IsGiven(threads);

    /// <summary>The folder of parts, as given.</summary>
    public string Output => _parsed.GetValue<string>("--output")!;

    /// <summary>The list or folder, as given.</summary>
    public string Images =>
        IsPrediction ? _parsed.GetValue<string[]>("path")![0] : _parsed.GetValue<string>("--images")!;

    private bool IsPrediction => Verb == "predict";

    /// <summary>Reads it as its verb does; null where it is wrong, once that was said.</summary>
    /// <exception cref="SetUpException">It is no call that can be divided.</exception>
    public static SubmittedCall? Read(IReadOnlyList<string> words, int shards)
    {
        if (!CallArgument.Verbs.Contains(words[0]))
            throw new SetUpException(
                $"'{words[0]}' cannot be divided: name embed or predict behind --, with its options."
                    + Suggestion.For(words[0], CallArgument.Verbs)
            );
        if (words.Any(word => word.Split('=')[0] == ShardOption))
            throw new SetUpException("submit gives each task its shard: leave --shard out of the call.");
        var root = Program.CreateRoot();
        // What a project's file adds is the same for all tasks: also where the file changes meanwhile.
        words = ConfigArguments.Expand(root, words);
        return Usage.Parse(root, [.. words, ShardOption, new Shard(0, shards).ToString()]) is { } parsed
            ? new SubmittedCall(words, parsed)
            : null;
    }

    /// <summary>Begins the run, or joins it.</summary>
    /// <exception cref="SetUpException">The folder's run is another one.</exception>
    public ShardRun Plan(ShardFolder folder, int shards, CancellationToken cancellationToken)
    {
        ShardFolder.CheckOutput(Output);
        ShardListReader.CheckThere(Images);
        using var engine = IsPrediction
            ? ShardEngine.Predicting(
                _parsed.GetValue<string>("--model")!,
                Trusted,
                _parsed.GetValue<double?>("--reject-rate")
            )
            : ShardEngine.Embedding(_parsed.GetValue<string>("--backbone")!);
        var request = new ShardRequest
        {
            Images = Images,
            Shards = shards,
            Note = StandardError.Note,
            GroupRows = _parsed.GetValue<int?>("--group-rows"),
        };
        return ShardPlanner.Join(folder, request, engine, cancellationToken).Run;
    }

    private List<BundleKey>? Trusted =>
        _parsed.GetValue<string[]>("--trust") is { Length: > 0 } files ? [.. files.Select(BundleKey.Read)] : null;
}
