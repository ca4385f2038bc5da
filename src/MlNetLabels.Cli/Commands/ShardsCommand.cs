using System.CommandLine;
using System.Globalization;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Shards;
using MlNetLabels.Data;

namespace MlNetLabels.Cli.Commands;

/// <summary>Looks after a folder of parts: begins it, says what is missing, puts it together.</summary>
internal static class ShardsCommand
{
    public static Command Create()
    {
        var command = new Command("shards", "Look after the parts that embed --shard and predict --shard write.")
        {
            Plan(),
            Check(),
            Merge(),
            Stats(),
        };
        Help.AddExamples(
            command,
            "shards plan parts --images photos.csv --shards 100",
            "shards check parts",
            "shards merge parts --output embedded.npy"
        );
        return command;
    }

    private static Command Plan()
    {
        var folder = Folder();
        var images = new Option<string>("--images")
        {
            Description =
                "Folder of images; CSV or Parquet file with a column 'file', or text with a path a line; or tar, zip or Parquet "
                + "files of images: one, a folder of them, or a pattern in quotes ('photos-{000..099}.tar'); or s3://BUCKET/PREFIX or "
                + "https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX.",
            Required = true,
        };
        var shards = new Option<int>("--shards")
        {
            Description = $"How many shards, up to {Shard.Most}.",
            Required = true,
        };
        var model = new Option<string?>("--model") { Description = "The bundle to predict with; left out, to embed." };
        var (backbone, trust) = (CommonOptions.Backbone(), CommonOptions.Trust());
        var rejectRate = CommonOptions.RejectRate("As of predict.");
        var (groupRows, json) = (ShardOptionSet.GroupRows(), CommonOptions.Json());
        var command = new Command("plan", "Begin a run, so that its tasks find run.json and the list there.")
        {
            folder,
            images,
            shards,
            model,
            trust,
            rejectRate,
            backbone,
            groupRows,
            json,
        };
        Help.AddExamples(
            command,
            "shards plan parts --images photos --shards 8",
            "shards plan parts --images photos.csv --shards 8 --model photos.mlabels"
        );
        command.Validators.Add(result =>
        {
            if (result.IsGiven(shards) && result.GetValue(shards) is < 1 or > Shard.Most)
                result.AddError($"--shards must be between 1 and {Shard.Most}.");
            if (result.GetValue(model) is not null && result.IsGiven(backbone))
                result.AddError("--model names its backbone itself; leave --backbone out.");
            if (result.GetValue(model) is null && (result.IsGiven(rejectRate) || result.IsGiven(trust)))
                result.AddError("--reject-rate and --trust are of a model; give --model, too.");
        });
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                string place = parsed.GetValue(folder)!;
                ShardFolder.CheckOutput(place);
                ShardListReader.CheckThere(parsed.GetValue(images)!);
                using var engine = parsed.GetValue(model) is { } bundle
                    ? ShardEngine.Predicting(bundle, parsed.Keys(trust), parsed.GetValue(rejectRate))
                    : ShardEngine.Embedding(parsed.GetValue(backbone)!);
                var request = new ShardRequest
                {
                    Images = parsed.GetValue(images)!,
                    Shards = parsed.GetValue(shards),
                    Note = StandardError.Note,
                    GroupRows = parsed.GetValue(groupRows),
                };
                var (run, isNew) = ShardPlanner.Join(new(Path.GetFullPath(place)), request, engine, cancellationToken);
                var plan = new ShardPlan(place, run.Shards, run.Rows, run.ListSha256, isNew);
                TemporaryFiles.Clean(place);
                if (parsed.GetValue(json))
                    ShardJson.Print(plan);
                else
                    Console.Out.WriteLine(
                        $"{Counted.Of(plan.Rows, "row")} in {Counted.Of(plan.Shards, "shard")} (--array "
                            + $"{ArrayExpression.Of(Enumerable.Range(0, plan.Shards))}): {place}"
                            + (isNew ? "" : " (begun already)")
                    );
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static Command Check()
    {
        var (folder, json) = (Folder(), CommonOptions.Json());
        var command = new Command(
            "check",
            "Say whether every row is there once, and which shards to run again. Reads all parts for their hashes."
        )
        {
            folder,
            json,
        };
        Help.AddExamples(command, "shards check parts", "shards check parts --json");
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                var check = ShardCheck.Of(
                    FolderOf(parsed, folder),
                    hashes: true,
                    new RunConsole(verbose: false).Progress,
                    cancellationToken
                );
                if (parsed.GetValue(json))
                    ShardJson.Print(check);
                else
                    Print(check, Console.Out);
                return check.IsComplete ? ExitCode.Done : ExitCode.GateFailed;
            }
        );
        return command;
    }

    private static Command Merge()
    {
        var (folder, json) = (Folder(), CommonOptions.Json());
        var output = new Option<string>("--output")
        {
            Description =
                "File to write: .parquet with all rows, or .npy with the embeddings, a .csv of their rows and a .json beside "
                + "it, as embed writes them.",
            Required = true,
        };
        var command = new Command("merge", "Put complete parts together as one file, in the list's order.")
        {
            folder,
            output,
            json,
        };
        Help.AddExamples(
            command,
            "shards merge parts --output embedded.npy",
            "shards merge parts --output embedded.parquet"
        );
        command.Validators.Add(result =>
        {
            if (Refusal(output.Name, result.GetValue(output)) is { } refusal)
                result.AddError(refusal);
        });
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                var (parts, file) = (FolderOf(parsed, folder), parsed.GetValue(output)!);
                OutputPlace.Check(file);
                if (Merged(parts, file, cancellationToken) is not { } merged)
                    return ExitCode.GateFailed;
                if (parsed.GetValue(json))
                    ShardJson.Print(merged);
                else
                    Print(merged);
                return ExitCode.Done;
            }
        );
        return command;
    }

    /// <summary>Merges parts, once they are known to be complete; null where they are not, once that was said.</summary>
    internal static MergedParts? Merged(ShardFolder parts, string file, CancellationToken cancellationToken)
    {
        ShardMerge.CheckOutput(parts, file);
        var check = ShardCheck.Of(
            parts,
            hashes: true,
            new RunConsole(verbose: false).Progress,
            cancellationToken,
            list: ShardMerge.IsNpy(file)
        );
        if (check.IsComplete)
            return ShardMerge.Run(parts, file, check.Embedded, cancellationToken);
        using var said = new StringWriter(CultureInfo.InvariantCulture);
        Print(check, said);
        StandardError.WriteLine($"error: {parts.Path} is not complete, so nothing is merged.\n{said}".TrimEnd());
        return null;
    }

    internal static void Print(MergedParts merged) =>
        Console.Out.WriteLine(
            $"{Counted.Of(merged.Rows, "row")}"
                + (
                    merged.Failed > 0 && !ShardMerge.IsNpy(merged.Output)
                        ? $", {merged.Failed} of them failed, the others"
                        : ""
                )
                + $" with embeddings of {merged.Dimension} dimensions"
                + (
                    merged.Failed > 0 && ShardMerge.IsNpy(merged.Output)
                        ? $"; {Counted.Of(merged.Failed, "row")} that failed left out"
                        : ""
                )
                + $": {merged.Output}"
        );

    /// <summary>What <c>--output</c> of merge may be; null where it may.</summary>
    internal static string? Refusal(string option, string? file) =>
        file is not null && Path.GetExtension(file).ToLowerInvariant() is not (ShardMerge.Npy or ShardMerge.Parquet)
            ? $"{option} is '{file}'; end it in {ShardMerge.Parquet} or {ShardMerge.Npy}."
            : null;

    private static Command Stats()
    {
        var (folder, json) = (Folder(), CommonOptions.Json());
        var command = new Command("stats", "Say how fast the shards went, and which ones lagged behind.")
        {
            folder,
            json,
        };
        Help.AddExamples(command, "shards stats parts");
        command.SetRun(
            (parsed, _) =>
            {
                var stats = ShardStats.Of(FolderOf(parsed, folder));
                if (parsed.GetValue(json))
                    ShardJson.Print(stats);
                else
                    Print(stats);
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static Argument<string> Folder() => new("folder") { Description = "The folder of parts." };

    private static ShardFolder FolderOf(ParseResult parsed, Argument<string> folder)
    {
        string path = parsed.GetValue(folder)!;
        return Directory.Exists(path)
            ? new(Path.GetFullPath(path))
            : throw new InvalidInputException(path, null, "there is no such folder." + Suggestion.ForPath(path));
    }

    internal static void Print(ShardCheck check, TextWriter to)
    {
        to.WriteLine(
            $"{check.Done} of {Counted.Of(check.Shards, "shard")} whole: {check.DoneRows} of {Counted.Of(check.Rows, "row")}, "
                + $"{check.Embedded} embedded, {check.DoneRows - check.Embedded} failed"
        );
        foreach (var (reason, count) in check.Failed)
            to.WriteLine(VisibleText.Line($"  {count}: {reason}"));
        foreach (var fault in check.Faults)
            to.WriteLine(VisibleText.Line($"{fault.Kind}: {fault.File}: {fault.Why}"));
        if (check.Faults.Any(fault => fault.Kind is ShardCheck.Foreign or ShardCheck.Double))
            to.WriteLine("Take these files away, then run their shards again.");
        else if (check.Faults.Any(fault => fault.Kind == ShardCheck.Damaged))
            to.WriteLine("Run their shards again: what is damaged is done anew.");
        if (check.Missing is not null)
            to.WriteLine($"missing: {check.Missing}");
        if (check.Begun is not null)
            to.WriteLine($"begun: {check.Begun}");
    }

    private static void Print(ShardStats stats)
    {
        Console.Out.WriteLine(
            $"{stats.Done} of {Counted.Of(stats.Shards, "shard")} whole: {Counted.Of(stats.Rows, "row")} in "
                + FormattableString.Invariant($"{stats.Seconds:f1} s of work")
        );
        if (stats.MedianRate is not null)
            Console.Out.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"rows a second of a task: {stats.MedianRate:f0} (median), {stats.SlowestRate:f0} to {stats.FastestRate:f0}"
                )
            );
        foreach (var pace in stats.Stragglers)
            Console.Out.WriteLine(
                VisibleText.Line(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"straggler: shard {pace.Shard} on {pace.Host}: {pace.Rate:f0} a second, {pace.Seconds:f1} s"
                    )
                )
            );
    }
}
