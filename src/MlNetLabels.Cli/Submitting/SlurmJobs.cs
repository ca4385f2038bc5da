using System.Security.Cryptography;
using System.Text;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Shards;
using MlNetLabels.Data;

namespace MlNetLabels.Cli.Submitting;

/// <summary>
/// The array jobs of a run, which are known by their name alone: whoever calls again finds those that another call, or the
/// same one before it was stopped, has submitted.
/// </summary>
internal sealed class SlurmJobs
{
    private const string Subfolder = "slurm",
        ScriptName = "job.sh";
    private const int HashInName = 12;

    private readonly SlurmOptions _options;
    private readonly string _text;

    public SlurmJobs(ShardFolder folder, ShardRun run, SubmittedCall call, SlurmOptions options)
    {
        _options = options;
        Folder = Path.Combine(folder.Path, Subfolder);
        byte[] own = SHA256.HashData(Encoding.UTF8.GetBytes(run.Id + folder.Path));
        Name = $"mlnet-labels-{Convert.ToHexStringLower(own)[..HashInName]}";
        _text = new SlurmScript
        {
            Job = Name,
            Shards = options.Shards,
            Folder = Directory.GetCurrentDirectory(),
            Logs = Folder,
            Program = options.Program,
            Call = call,
            Options = options.Sbatch,
        }.ToString();
    }

    /// <summary>Of the script, the logs and the exit codes.</summary>
    public string Folder { get; }

    public string Script => Path.Combine(Folder, ScriptName);

    private string Name { get; }

    /// <summary>Writes the script.</summary>
    public void Write()
    {
        Directory.CreateDirectory(Folder);
        AtomicFile.Write(Script, stream => stream.Write(Encoding.UTF8.GetBytes(_text)));
    }

    /// <summary>The windows that these shards come to.</summary>
    public IReadOnlyList<SlurmWindow> Windows(IEnumerable<int> shards, int size) =>
        SlurmWindow.Of(shards, size, _options.Parallel);

    /// <summary>Those of the run that wait or run.</summary>
    public IReadOnlyList<SlurmTask> Queue(int size, CancellationToken cancellationToken) =>
        SlurmCluster.Queue(
            Enumerable.Range(0, (_options.Shards + size - 1) / size).Select(window => $"{Name}-{window * size}"),
            cancellationToken
        );

    /// <summary>Submits a window, and says so.</summary>
    public string Submit(SlurmWindow window, CancellationToken cancellationToken)
    {
        string job = SlurmCluster.Submit(Script, Name, window, cancellationToken);
        StandardError.WriteLine(
            $"Job {job}: {Counted.Of(window.Tasks, "task")} (--array={window.Array}"
                + (window.First > 0 ? $", shards from {window.First}" : "")
                + $"); logs in {Folder}."
        );
        return job;
    }
}
