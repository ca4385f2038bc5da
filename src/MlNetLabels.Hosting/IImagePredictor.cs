using MlNetLabels.Images;

namespace MlNetLabels.Hosting;

/// <summary>
/// One model of a service. Thread-safe; an answer comes whole from the model that was in place when its work began, also
/// while another takes its place.
/// </summary>
/// <remarks>
/// All calls throw <see cref="ImageException"/> where an image cannot be used, <see cref="BusyException"/> where there is
/// more work than the options allow, and <see cref="InvalidInputException"/> where the model was never loaded.
/// </remarks>
public interface IImagePredictor
{
    /// <summary>The model's name.</summary>
    string Name { get; }

    /// <summary>Predicts one image from its file's bytes, which stay the caller's and unchanged until it is done.</summary>
    Task<ImageAnswer> PredictAsync(
        ReadOnlyMemory<byte> content,
        ImagePredictionOptions? options = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Predicts one image from what is left of a stream, which stays open; it need not seek.</summary>
    Task<ImageAnswer> PredictAsync(
        Stream stream,
        ImagePredictionOptions? options = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Predicts one image from its file.</summary>
    Task<ImageAnswer> PredictAsync(
        string path,
        ImagePredictionOptions? options = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Predicts files, as many at once as there are workers. Answers come in order; a file that cannot be used has its
    /// reason and costs nothing else. A batch waits for its turns and is never busy.
    /// </summary>
    IAsyncEnumerable<FileAnswer> PredictAsync(
        IEnumerable<string> paths,
        ImagePredictionOptions? options = null,
        CancellationToken cancellationToken = default
    );
}

/// <summary>How one image is judged.</summary>
public sealed record ImagePredictionOptions
{
    /// <summary>Another share of in-domain images to reject than the model was trained with, in (0, 1).</summary>
    public double? RejectRate { get; init; }

    /// <summary>What the caller calls the image, for a log of predictions; null, the default, for nothing.</summary>
    public string? Id { get; init; }

    /// <summary>Whether a log of predictions leaves it out. False by default.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Whether it is the service's own, and so neither watched nor kept.</summary>
    internal bool IsOwn { get; init; }
}
