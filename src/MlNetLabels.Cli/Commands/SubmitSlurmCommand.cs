using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Shards;
using MlNetLabels.Cli.Submitting;
using MlNetLabels.Data;

namespace MlNetLabels.Cli.Commands;

/// <summary>Runs the shards as a job array of Slurm's, until all are whole.</summary>
internal static partial class SubmitSlurmCommand
{
    public static readonly string[] Examples =
    [
        "submit slurm --shards 100 --merge embedded.npy -- embed --images photos.csv --output parts",
        "submit slurm --shards 100 --cpus 8 --mem 4G --time 60 -- predict --model photos.mlabels photos.csv --output parts",
        "submit slurm --shards 100 --sbatch=--account=vision --dry-run -- embed --images photos.csv --output parts",
    ];

    // What the script says, or what would not submit it.
    private static readonly string[] s_own =
    [
        "--array",
        "-a",
        "--job-name",
        "-J",
        "--output",
        "-o",
        "--open-mode",
        "--chdir",
        "-D",
        "--no-requeue",
        "--parsable",
        "--test-only",
        "--wait",
        "-W",
        "--wrap",
    ];

    public static Command Create()
    {
        var (call, shards, retries) = (new CallArgument(), SubmitCommand.Shards(), SubmitCommand.Retries());
        var merge = new Option<string?>("--merge")
        {
            Description = "File to merge the parts into once all are whole: .npy or .parquet, as of shards merge.",
        };
        var parallel = SubmitCommand.Count(
            "--parallel",
            "The most tasks at once; as many as Slurm lets run when left out."
        );
        var cpus = SubmitCommand.Count("--cpus", "Cores of a task; Slurm's own number, mostly 1, when left out.");
        var memory = new Option<string?>("--mem") { Description = "Memory of a task, such as 4G." };
        var time = new Option<string?>("--time")
        {
            Description = "The most time of a task, as Slurm takes it: 60, 1:30:00.",
        };
        var partition = new Option<string?>("--partition") { Description = "Where it shall run; sinfo lists them." };
        var others = new Option<string[]>("--sbatch")
        {
            Description = "Any option of sbatch, as --sbatch=--account=vision; may be repeated.",
        };
        var program = new Option<string?>("--program")
        {
            Description =
                "What tasks run: mlnet-labels as it is called on the nodes; this program's own path when left out.",
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Plan the run and write its script, but submit nothing.",
        };
        var json = CommonOptions.Json();
        var command = new Command(
            "slurm",
            "Run the shards as an array job, try again what is lost, wait until all are whole. Stop it with Ctrl+C and "
                + "call it again at any time."
        )
        {
            call,
            shards,
            retries,
            merge,
            parallel,
            cpus,
            memory,
            time,
            partition,
            others,
            program,
            dryRun,
            json,
        };
        Help.AddExamples(command, Examples);
        command.Validators.Add(result =>
        {
            if (ShardsCommand.Refusal(merge.Name, result.GetValue(merge)) is { } refusal)
                result.AddError(refusal);
            if (result.GetValue(merge) is not null && result.GetValue(dryRun))
                result.AddError("--dry-run submits nothing, so there is nothing to --merge.");
            foreach (string option in result.GetValue(others) ?? [])
                if (!option.StartsWith('-') || option.Any(char.IsControl))
                    result.AddError($"--sbatch is '{option}'; give an option of sbatch, as --sbatch=--account=vision.");
                else if (s_own.Contains(option.Split('=')[0]))
                    result.AddError($"--sbatch is '{option}', which this program sets itself; leave it out.");
            foreach (var option in new Option<string?>[] { memory, time, partition })
                if (result.GetValue(option) is { } word && word.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
                    result.AddError($"{option.Name} is '{word}'; it is one word.");
            if (result.GetValue(memory) is { } much && !Memory().IsMatch(much))
                result.AddError($"--mem is '{much}'; give a size as Slurm takes it, such as 4G or 500M.");
            if (result.GetValue(time) is { } most && !Time().IsMatch(most))
                result.AddError($"--time is '{most}'; give minutes, H:M:S or D-H, such as 60, 1:30:00 or 2-12.");
        });
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                var options = new SlurmOptions
                {
                    Shards = parsed.GetValue(shards),
                    Retries = parsed.GetValue(retries),
                    Parallel = parsed.GetValue(parallel),
                    Program = parsed.GetValue(program) is { } path ? [path] : OwnProgram(),
                    Sbatch =
                    [
                        .. Line("--cpus-per-task", parsed.GetValue(cpus)?.ToString(CultureInfo.InvariantCulture)),
                        .. Line("--mem", parsed.GetValue(memory)),
                        .. Line("--time", parsed.GetValue(time)),
                        .. Line("--partition", parsed.GetValue(partition)),
                        .. parsed.Values(others),
                    ],
                };
                if (SubmittedCall.Read(parsed.GetValue(call)!, options.Shards) is not { } submitted)
                    return ExitCode.Usage;
                string? merged = parsed.GetValue(merge);
                if (merged is not null)
                    OutputPlace.Check(merged);
                // Before anything is written: without Slurm nothing comes of it.
                int size = parsed.GetValue(dryRun) ? 0 : SlurmCluster.ArraySize(cancellationToken);
                var folder = new ShardFolder(Path.GetFullPath(submitted.Output));
                var run = submitted.Plan(folder, options.Shards, cancellationToken);
                if (merged is not null)
                    ShardMerge.CheckOutput(folder, merged);
                var jobs = new SlurmJobs(folder, run, submitted, options);
                jobs.Write();
                return parsed.GetValue(dryRun)
                    ? Show(jobs, options, parsed.GetValue(json), cancellationToken)
                    : Run(
                        new SlurmRun(folder, run, jobs, options, size),
                        folder,
                        jobs,
                        merged,
                        parsed.GetValue(json),
                        cancellationToken
                    );
            }
        );
        return command;
    }

    private static int Run(
        SlurmRun slurm,
        ShardFolder folder,
        SlurmJobs jobs,
        string? merge,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var (check, failures) = slurm.Run(new RunConsole(verbose: false).Progress, cancellationToken);
        MergedParts? merged = null;
        if (
            check.IsComplete
            && merge is not null
            && (merged = ShardsCommand.Merged(folder, merge, cancellationToken)) is null
        )
            return ExitCode.GateFailed;
        if (json)
            ShardJson.Print(new SubmittedRun(folder.Path, jobs.Script, slurm.Jobs, check, merged));
        else
        {
            ShardsCommand.Print(check, Console.Out);
            if (merged is not null)
                ShardsCommand.Print(merged);
        }
        if (check.IsComplete)
            return ExitCode.Done;
        var worst = failures.FirstOrDefault(x => x.Final is not null);
        if ((worst ?? (failures.Count > 0 ? failures[0] : null)) is { } failure)
            StandardError.WriteLine(
                $"error: {failure}. "
                    + (
                        worst is null
                            ? "No retries are left; once that is mended, call this again."
                            : "Trying that again changes nothing: mend what it says, and call this again."
                    )
            );
        return worst?.Final ?? ExitCode.GateFailed;
    }

    private static int Show(SlurmJobs jobs, SlurmOptions options, bool json, CancellationToken cancellationToken)
    {
        int size = SlurmCluster.DefaultArraySize;
        try
        {
            size = SlurmCluster.ArraySize(cancellationToken);
        }
        catch (Exception error) when (error is SetUpException or IOException)
        {
            StandardError.Note($"Slurm does not answer here, so arrays of at most {size} tasks are assumed.");
        }
        string[] calls =
        [
            .. jobs.Windows(Enumerable.Range(0, options.Shards), size)
                .Select(window => $"sbatch --array={window.Array} {SlurmScript.Quoted(jobs.Script)} {window.First}"),
        ];
        if (json)
            ShardJson.Print(calls);
        else
            foreach (string call in calls)
                Console.Out.WriteLine(call);
        return ExitCode.Done;
    }

    private static string[] Line(string option, string? value) => value is null ? [] : [$"{option}={value}"];

    // The tool's own file, or the host with the tool's library.
    private static string[] OwnProgram()
    {
        string host = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? [host, Path.Combine(AppContext.BaseDirectory, "mlnet-labels.dll")]
            : [host];
    }

    [GeneratedRegex("^[0-9]+[KMGTkmgt]?$")]
    private static partial Regex Memory();

    // As sbatch's manual lists them.
    [GeneratedRegex("^([0-9]+(:[0-9]+){0,2}|[0-9]+-[0-9]+(:[0-9]+){0,2}|infinite|UNLIMITED)$", RegexOptions.IgnoreCase)]
    private static partial Regex Time();
}
