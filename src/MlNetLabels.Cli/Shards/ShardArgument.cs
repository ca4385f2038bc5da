using System.Globalization;

namespace MlNetLabels.Cli.Shards;

/// <summary>Which shard a task is of, as given or as the scheduler's variables say.</summary>
internal static class ShardArgument
{
    private const string Auto = "auto",
        Task = "SLURM_ARRAY_TASK_ID",
        Least = "SLURM_ARRAY_TASK_MIN",
        Largest = "SLURM_ARRAY_TASK_MAX",
        Tasks = "SLURM_ARRAY_TASK_COUNT",
        Completion = "JOB_COMPLETION_INDEX",
        Completions = "JOB_COMPLETIONS",
        Child = "AWS_BATCH_JOB_ARRAY_INDEX",
        Children = "AWS_BATCH_JOB_ARRAY_SIZE";

    /// <summary>Reads <c>I/N</c>, <c>auto</c> or <c>auto/N</c>.</summary>
    /// <param name="text">The option's value.</param>
    /// <param name="variable">Gives an environment variable; null or empty where it is not set.</param>
    /// <exception cref="SetUpException">It is none of these, or the variables do not say it.</exception>
    public static Shard Parse(string text, Func<string, string?> variable)
    {
        string[] parts = text.Split('/');
        if (parts[0] != Auto)
            return parts is [var number, var count] && Shard.TryParse(number, count, out var given)
                ? given
                : throw new SetUpException(
                    $"--shard is '{text}'; give I/N with I from 0 to N - 1 and N up to {Shard.Most}, auto, or auto/N."
                );
        if (parts.Length > 2)
            throw new SetUpException($"--shard is '{text}'; give I/N, auto, or auto/N.");
        return FromVariables(
            parts.Length == 2 ? Number("--shard auto/N", parts[1]) : null,
            name => variable(name) is { Length: > 0 } value ? value : null
        );
    }

    private static Shard FromVariables(int? count, Func<string, string?> variable)
    {
        string[] set = [.. new[] { Task, Completion, Child }.Where(name => variable(name) is not null)];
        if (set is not [var only])
            throw new SetUpException(
                set.Length == 0
                    ? $"--shard auto: none of {Task} (Slurm), {Completion} (Kubernetes) and {Child} (AWS Batch) is set; "
                        + "give I/N."
                    : $"--shard auto: {Counted.And(set)} {(set.Length == 2 ? "are both" : "are all")} set; give I/N."
            );
        int number = Number(only, variable(only)!);
        if (count is { } n)
            return Checked(number, n, only, "--shard auto/N");
        return only switch
        {
            Task => OfSlurm(number, variable),
            Completion => Checked(
                number,
                Known(Completions, "Kubernetes tells a pod its index and not how many there are"),
                only,
                Completions
            ),
            _ => Checked(number, Known(Children, "AWS Batch sets it in array jobs"), only, Children),
        };

        int Known(string name, string why) =>
            variable(name) is { } value
                ? Number(name, value)
                : throw new SetUpException($"--shard auto: {name} is not set ({why}); give auto/N.");
    }

    // An array may begin anywhere. One with holes is the second try of some shards, whose numbers it names: counting its
    // tasks would divide the list anew.
    private static Shard OfSlurm(int number, Func<string, string?> variable)
    {
        int least = Number(Least, variable(Least) ?? "0"),
            count = Number(Tasks, variable(Tasks) ?? throw new SetUpException($"--shard auto: {Tasks} is not set."));
        if (variable(Largest) is { } last && Number(Largest, last) - least + 1 != count)
            throw new SetUpException(
                $"--shard auto: the array from {least} to {last} has {count} tasks, so numbers are left out; "
                    + "give auto/N, which takes them as shards."
            );
        return Checked(number - least, count, Task, Tasks);
    }

    private static Shard Checked(int number, int count, string of, string and) =>
        count is >= 1 and <= Shard.Most && number >= 0 && number < count
            ? new(number, count)
            : throw new SetUpException(
                $"--shard auto: {of} and {and} come to shard {number} of {count}; shards are numbered from 0 to N - 1, "
                    + $"and N is at most {Shard.Most}."
            );

    private static int Number(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new SetUpException($"--shard auto: {name} is '{value}', and no whole number.");
}
