using System.Buffers;

namespace MlNetLabels.Cli.Stores;

/// <summary>Reads an object that a store sends.</summary>
internal static class StoreBody
{
    // Beyond what any image to decode may have.
    private const long MostBytes = 512 << 20;

    private const int PartBytes = 1 << 16;

    /// <exception cref="EndOfStreamException">Less came than was announced.</exception>
    /// <exception cref="InvalidDataException">It is larger than any image.</exception>
    public static async Task<byte[]> ReadAsync(Stream body, long length, CancellationToken cancellationToken)
    {
        if (length > MostBytes)
            throw TooLarge();
        // What comes in chunks announces no length.
        var bytes = new MemoryStream((int)Math.Max(0, length));
        byte[] part = ArrayPool<byte>.Shared.Rent(PartBytes);
        try
        {
            while (await body.ReadAsync(part, cancellationToken) is > 0 and int read)
            {
                if (bytes.Length + read > MostBytes)
                    throw TooLarge();
                bytes.Write(part, 0, read);
            }
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            throw new EndOfStreamException("the store broke off in the middle of it", error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part);
        }
        if (length > 0 && bytes.Length != length)
            throw new EndOfStreamException("the store broke off in the middle of it");
        return bytes.Length == bytes.Capacity ? bytes.GetBuffer() : bytes.ToArray();
    }

    private static InvalidDataException TooLarge() => new($"it is larger than {MostBytes >> 20} MB");
}
