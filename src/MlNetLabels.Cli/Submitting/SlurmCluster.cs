using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MlNetLabels.Cli.Submitting;

/// <summary>A task that waits or runs.</summary>
/// <param name="JobId">Of its array.</param>
/// <param name="Job">What that is called.</param>
/// <param name="State">RUNNING, PENDING and others.</param>
/// <param name="Reason">Why it waits.</param>
internal sealed record SlurmTask(string JobId, string Job, string State, string Reason);

/// <summary>The cluster, by its own programs.</summary>
internal static partial class SlurmCluster
{
    // Slurm's own, where nothing can be asked.
    public const int DefaultArraySize = 1001;

    /// <summary>How many tasks an array may have.</summary>
    public static int ArraySize(CancellationToken cancellationToken)
    {
        var (code, said, error) = Run("scontrol", ["show", "config"], cancellationToken);
        if (code != 0)
            throw Unreachable("scontrol", error);
        return
            MaxArraySize().Match(said) is { Success: true } found
            && int.TryParse(found.Groups[1].Value, CultureInfo.InvariantCulture, out int size)
            && size > 0
            ? size
            : DefaultArraySize;
    }

    /// <summary>Submits a window of the array job.</summary>
    /// <returns>The job's number.</returns>
    /// <exception cref="SetUpException">sbatch refuses it.</exception>
    public static string Submit(string script, string job, SlurmWindow window, CancellationToken cancellationToken)
    {
        string first = window.First.ToString(CultureInfo.InvariantCulture);
        var (code, said, error) = Run(
            "sbatch",
            ["--parsable", $"--array={window.Array}", $"--job-name={job}-{first}", script, first],
            cancellationToken
        );
        if (code != 0)
            throw IsUnreachable(error)
                ? Unreachable("sbatch", error)
                : new SetUpException($"sbatch refused {script}: {error} {SlurmAdvice.On(error)}");
        // JOB or JOB;CLUSTER.
        return said.Trim().Split(';')[0];
    }

    /// <summary>Own tasks of these jobs that wait or run.</summary>
    public static IReadOnlyList<SlurmTask> Queue(IEnumerable<string> jobs, CancellationToken cancellationToken)
    {
        var (code, said, error) = Run(
            "squeue",
            ["--noheader", "--me", "--array", $"--name={string.Join(',', jobs)}", "--format=%F|%j|%T|%r"],
            cancellationToken
        );
        if (code != 0)
            throw Unreachable("squeue", error);
        return
        [
            .. said.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Trim().Split('|'))
                .Where(fields => fields.Length == 4)
                .Select(fields => new SlurmTask(fields[0], fields[1], fields[2], fields[3])),
        ];
    }

    private static (int Code, string Said, string Error) Run(
        string program,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var said = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, said.GetAwaiter().GetResult(), OneLine(error));
        }
        catch (Win32Exception)
        {
            throw new SetUpException(
                $"{program} is not there. Call this where Slurm's own programs are, such as on a login node; --dry-run writes "
                    + "the script alone."
            );
        }
    }

    // As a sentence of many.
    private static string OneLine(string text) =>
        string.Join("; ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        + ".";

    private static bool IsUnreachable(string error) =>
        error.Contains("Unable to contact", StringComparison.OrdinalIgnoreCase)
        || error.Contains("Socket timed out", StringComparison.OrdinalIgnoreCase)
        || error.Contains("Connection refused", StringComparison.OrdinalIgnoreCase);

    private static IOException Unreachable(string program, string error) =>
        new($"{program} gets no answer from Slurm: {error} See whether sinfo does, and call this again.");

    [GeneratedRegex(@"^MaxArraySize\s*=\s*(\d+)", RegexOptions.Multiline)]
    private static partial Regex MaxArraySize();
}
