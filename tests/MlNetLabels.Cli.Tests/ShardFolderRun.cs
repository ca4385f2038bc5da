using MlNetLabels.Cli.Shards;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Tests;

/// <summary>Tasks of a folder of parts, in this process.</summary>
/// <param name="folder">The folder of parts.</param>
/// <param name="images">Folder or list.</param>
/// <param name="shards">How many.</param>
internal sealed class ShardFolderRun(string folder, string images, int shards) : IDisposable
{
    private readonly ShardEngine _engine = ShardEngine.Embedding("mobilenet-v3-small");

    public ShardFolder Folder { get; } = new(folder);

    public string? Model { get; init; }

    public int? GroupRows { get; init; } = 3;

    public EmbeddingSettings Settings { get; init; } = new() { MaxFailures = FailureLimit.All };

    /// <summary>What the tasks said.</summary>
    public List<string> Notes { get; } = [];

    public string Part(int shard) => Folder.Part(new(shard, shards));

    public string Completion(int shard) => Folder.Completion(new(shard, shards));

    public (ShardRun Run, bool IsNew) Join() =>
        ShardPlanner.Join(Folder, Request, _engine, TestContext.Current.CancellationToken);

    /// <param name="shard">Which.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="onImage">Called after every image, before its group is written.</param>
    public ShardOutcome Run(int shard, CancellationToken? cancellationToken = null, Action? onImage = null)
    {
        using var engine = Model is null ? null : ShardEngine.Predicting(Model, null, null);
        var token = cancellationToken ?? TestContext.Current.CancellationToken;
        var (run, _) = ShardPlanner.Join(Folder, Request, engine ?? _engine, token);
        return new ShardTask(Folder, run, new(shard, shards)).Run(
            engine ?? _engine,
            Settings,
            Notes.Add,
            new Progress(onImage),
            token
        );
    }

    public ShardFolderRun All()
    {
        for (int i = 0; i < shards; i++)
            Run(i);
        return this;
    }

    public ShardCheck Check() => ShardCheck.Of(Folder, hashes: true, null, default);

    public void Dispose() => _engine.Dispose();

    private ShardRequest Request =>
        new()
        {
            Images = images,
            Shards = shards,
            GroupRows = GroupRows,
        };

    private sealed class Progress(Action? onImage) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => onImage?.Invoke();
    }
}
