using System.Globalization;
using System.Text;
using MlNetLabels.Data;

namespace MlNetLabels.Cli.Submitting;

/// <summary>What a task of an array job is given to run; a file that people can read and submit by hand, too.</summary>
internal sealed record SlurmScript
{
    /// <summary>What the jobs of a run are called; a window's first shard follows.</summary>
    public required string Job { get; init; }

    public required int Shards { get; init; }

    /// <summary>Where tasks run, which is where submit was called: so names in the call are the same.</summary>
    public required string Folder { get; init; }

    /// <summary>Where logs and exit codes go.</summary>
    public required string Logs { get; init; }

    /// <summary>The program and its first arguments.</summary>
    public required IReadOnlyList<string> Program { get; init; }

    public required SubmittedCall Call { get; init; }

    /// <summary>Options of sbatch, each a line.</summary>
    public required IReadOnlyList<string> Options { get; init; }

    /// <summary>Holds the exit code of a task that failed, and what its log is called.</summary>
    public static string ExitCodeFile(string logs, int shard) => Path.Combine(logs, $"exit-{shard}");

    /// <exception cref="SetUpException">A name holds what such a file cannot.</exception>
    public override string ToString()
    {
        var text = new StringBuilder();
        void Add(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Add($"#!/bin/bash");
        Add($"# One shard of {Shards}. Written by mlnet-labels submit slurm, which runs it as an array job:");
        Add($"# task T does shard T, or T + F where the script is given a number F (beyond MaxArraySize).");
        Add($"#SBATCH --job-name={Job}");
        Add($"#SBATCH --chdir={Directive(Folder)}");
        Add($"#SBATCH --output={Directive(Path.Combine(Logs, "%A_%a.log"), "%A_%a.log")}");
        Add($"#SBATCH --open-mode=append");
        Add($"#SBATCH --requeue");
        foreach (string option in Options)
            Add($"#SBATCH {Option(option)}");
        Add($"shard=$((SLURM_ARRAY_TASK_ID + ${{1:-0}}))");
        Add($"code={Quoted(Path.Combine(Logs, "exit-"))}$shard");
        Add($"rm -f \"$code\"");
        Add($"# A task that is to end is told so: the program, too, which then writes what it has.");
        Add($"trap 'kill -TERM \"$program\" 2>/dev/null' TERM");
        string threads = Call.NamesThreads ? "" : " --threads \"${SLURM_CPUS_PER_TASK:-1}\"";
        string words = string.Join(' ', Program.Concat(Call.Words).Select(Quoted));
        Add($"{words}{threads} --shard \"$shard/{Shards}\" &");
        Add($"program=$!");
        Add($"wait \"$program\"");
        Add($"while kill -0 \"$program\" 2>/dev/null; do wait \"$program\"; done");
        Add($"wait \"$program\"");
        Add($"status=$?");
        Add($"# So that submit knows it tomorrow, too, and where no accounting is kept.");
        Add($"name=${{SLURM_ARRAY_JOB_ID}}_$SLURM_ARRAY_TASK_ID");
        Add($"[ \"$status\" -eq 0 ] || echo \"$status $name.log\" >\"$code\"");
        Add($"exit \"$status\"");
        return text.ToString();
    }

    /// <summary>A word as a shell reads it.</summary>
    public static string Quoted(string word)
    {
        if (word.Any(char.IsControl))
            throw new SetUpException($"'{VisibleText.Line(word)}' holds control characters; rename it.");
        return word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=:,+@%".Contains(c))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    // A value with spaces stands in quotes.
    private static string Option(string option) =>
        option.Split('=', 2) is [var name, var value] && value.Any(char.IsWhiteSpace)
            ? $"{name}={Directive(value)}"
            : option;

    // In a name, % would stand for a number of the job, and sbatch has no way to say that it does not in all versions.
    private static string Directive(string name, string pattern = "")
    {
        string own = name[..^pattern.Length];
        return own.Any(c => char.IsControl(c) || c is '"' or '\\') || (pattern.Length > 0 && own.Contains('%'))
            ? throw new SetUpException(
                $"Slurm cannot write to '{VisibleText.Line(own)}': take a folder without \", \\, % and control characters."
            )
            : $"\"{name}\"";
    }
}
