using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Options;
using MlNetLabels.Images;

namespace MlNetLabels.Hosting.Work;

/// <summary>
/// Reads images before they wait for a worker, so that a slow sender keeps none, within the bytes that all may take
/// together: what has not come yet is not counted.
/// </summary>
internal sealed class QueuedBytes(IOptions<MlNetLabelsOptions> options)
{
    private const int FirstGuess = 16 << 10;

    private readonly MlNetLabelsOptions _limits = options.Value;
    private long _taken;

    /// <summary>Bytes in memory now.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Reads what is left of a stream, which stays open.</summary>
    /// <exception cref="ImageException">There is more than one image may have.</exception>
    /// <exception cref="BusyException">All together there is more than may wait.</exception>
    public async ValueTask<Content> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var content = new Content(this);
        try
        {
            long known = stream.CanSeek ? stream.Length - stream.Position : 0;
            if (known > _limits.MaxImageBytes)
                throw TooLarge();
            content.Grow((int)Math.Max(FirstGuess, known + 1));
            while (await stream.ReadAsync(content.Room, cancellationToken).ConfigureAwait(false) is > 0 and int read)
            {
                content.Length += read;
                if (content.Length > _limits.MaxImageBytes)
                    throw TooLarge();
                if (content.Room.IsEmpty)
                    content.Grow((int)Math.Min(2L * content.Length, _limits.MaxImageBytes + 1));
            }
            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    private ImageException TooLarge() =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"larger than the limit of {_limits.MaxImageBytes} bytes (MaxImageBytes)"
            )
        );

    private void Take(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= _limits.MaxQueuedBytes)
            return;
        Interlocked.Add(ref _taken, -bytes);
        throw new BusyException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"images that wait would take more than {_limits.MaxQueuedBytes} bytes (MaxQueuedBytes)"
            ),
            TimeSpan.FromSeconds(1)
        );
    }

    /// <summary>An image's bytes, given back when disposed.</summary>
    public sealed class Content(QueuedBytes owner) : IDisposable
    {
        private byte[] _bytes = [];

        public int Length { get; set; }

        public Memory<byte> Room => _bytes.AsMemory(Length);

        public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, Length);

        public void Grow(int least)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(least);
            try
            {
                owner.Take(larger.Length);
            }
            catch
            {
                ArrayPool<byte>.Shared.Return(larger);
                throw;
            }
            _bytes.AsSpan(0, Length).CopyTo(larger);
            Free();
            _bytes = larger;
        }

        public void Dispose()
        {
            Free();
            (_bytes, Length) = ([], 0);
        }

        private void Free()
        {
            if (_bytes.Length == 0)
                return;
            Interlocked.Add(ref owner._taken, -_bytes.Length);
            ArrayPool<byte>.Shared.Return(_bytes);
        }
    }
}
