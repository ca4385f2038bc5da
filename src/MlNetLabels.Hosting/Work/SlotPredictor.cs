using System.Runtime.CompilerServices;
using MlNetLabels.Hosting.Loading;
using MlNetLabels.Images;

namespace MlNetLabels.Hosting.Work;

/// <summary>The predictor of one model's place.</summary>
internal sealed class SlotPredictor(ModelSlot slot, ImageWork work, WorkQueue queue) : IImagePredictor
{
    // Read ahead by the file system; larger reads only copy more at once.
    private const int ReadBytes = 64 << 10;

    public string Name => slot.Name;

    public Task<ImageAnswer> PredictAsync(
        ReadOnlyMemory<byte> content,
        ImagePredictionOptions? options,
        CancellationToken cancellationToken
    ) => work.PredictAsync(slot, content, options, false, cancellationToken);

    public Task<ImageAnswer> PredictAsync(
        Stream stream,
        ImagePredictionOptions? options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(stream);
        return work.PredictAsync(slot, stream, options, false, cancellationToken);
    }

    public Task<ImageAnswer> PredictAsync(
        string path,
        ImagePredictionOptions? options,
        CancellationToken cancellationToken
    ) => PredictAsync(path, options, false, cancellationToken);

    public async IAsyncEnumerable<FileAnswer> PredictAsync(
        IEnumerable<string> paths,
        ImagePredictionOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(paths);
        // Whoever stops listening stops the work that was begun for them.
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var begun = new Queue<Task<FileAnswer>>();
        try
        {
            foreach (string path in paths)
            {
                begun.Enqueue(AnswerAsync(path, options, left.Token));
                if (begun.Count >= 2 * queue.Workers)
                    yield return await begun.Dequeue().ConfigureAwait(false);
            }
            while (begun.Count > 0)
                yield return await begun.Dequeue().ConfigureAwait(false);
        }
        finally
        {
            await left.CancelAsync().ConfigureAwait(false);
            foreach (var task in begun)
                await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<FileAnswer> AnswerAsync(
        string path,
        ImagePredictionOptions? options,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return new(path, await PredictAsync(path, options, true, cancellationToken).ConfigureAwait(false), null);
        }
        catch (ImageException error)
        {
            return new(path, null, error.Reason);
        }
    }

    private async Task<ImageAnswer> PredictAsync(
        string path,
        ImagePredictionOptions? options,
        bool isPatient,
        CancellationToken cancellationToken
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var file = Open(path);
            return await work.PredictAsync(slot, file, options, isPatient, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageException error) when (error.File is null)
        {
            throw new ImageException(path, error.Reason, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(path, $"cannot be read: {error.Message}", error);
        }
    }

    private static FileStream Open(string path)
    {
        var file = new FileInfo(path);
        if (file.Exists && file.LinkTarget is not null)
            file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        if (!file.Exists)
            throw new ImageException(Directory.Exists(path) ? "a folder, not an image" : "not found");
        // Pipes and devices have no length and would block or never end.
        if (file.Length == 0)
            throw new ImageException("empty, or no regular file");
        const FileShare Others = FileShare.ReadWrite | FileShare.Delete;
        return new FileStream(path, FileMode.Open, FileAccess.Read, Others, ReadBytes, FileOptions.SequentialScan);
    }
}
