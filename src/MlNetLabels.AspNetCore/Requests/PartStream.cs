using Microsoft.AspNetCore.Http;
using MlNetLabels.Images;
using MlNetLabels.Shared;

namespace MlNetLabels.AspNetCore.Requests;

/// <summary>
/// One image of a request, read once from its start. Says when its end was reached, so that the next one can be read
/// while this one is still in work.
/// </summary>
/// <param name="inner">The body or a part of it.</param>
/// <param name="most">Bytes that it may have.</param>
/// <param name="isWhole">Whether it is all of the body, so that the request is too large where it is.</param>
internal sealed class PartStream(Stream inner, long most, bool isWhole) : ReadOnlyStream
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _read;

    /// <summary>Completes when all was read.</summary>
    public Task End => _end.Task;

    public static RequestException TooLarge(long most) =>
        new(StatusCodes.Status413PayloadTooLarge, $"The image is larger than the limit of {most} bytes.");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken);
        _read += read;
        if (_read > most)
            throw isWhole ? TooLarge(most) : new ImageException($"larger than the limit of {most} bytes");
        if (read == 0)
            _end.TrySetResult();
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer) => throw new NotSupportedException();
}
