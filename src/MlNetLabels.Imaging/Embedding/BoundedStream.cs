using System.Buffers;
using MlNetLabels.Images;

namespace MlNetLabels.Embedding;

/// <summary>What is left of a stream, in memory, if it is not too much.</summary>
internal static class BoundedStream
{
    private const int ChunkBytes = 64 << 10;

    /// <exception cref="ImageException">There is more than <paramref name="maxBytes"/>.</exception>
    public static async Task<MemoryStream> ReadAsync(Stream stream, long maxBytes, CancellationToken cancellationToken)
    {
        long limit = Math.Min(maxBytes, Array.MaxLength);
        var content = new MemoryStream();
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int read;
            while ((read = await stream.ReadAsync(chunk, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (content.Length + read > limit)
                    throw new ImageException(
                        FormattableString.Invariant(
                            $"larger than the limit of {maxBytes} bytes (ImageOptions.MaxBytes)"
                        )
                    );
                content.Write(chunk, 0, read);
            }
            return content;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
