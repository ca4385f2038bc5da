namespace MlNetLabels.Cli.Stores;

/// <summary>Reads an object that a store sends.</summary>
internal static class StoreBody
{
    // Beyond what any image to decode may have.
    private const long MostBytes = 512 << 20;

    /// <exception cref="EndOfStreamException">Less came than was announced.</exception>
    /// <exception cref="InvalidDataException">It is larger than any image.</exception>
    public static async Task<byte[]> ReadAsync(Stream body, long length, CancellationToken cancellationToken)
    {
        if (length is < 0 or > MostBytes)
            throw new InvalidDataException($"it is larger than {MostBytes >> 20} MB");
        var bytes = new byte[length];
        int read = 0;
        try
        {
            read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            throw new EndOfStreamException($"the store broke off before all of {length} bytes came", error);
        }
        return read == length ? bytes : throw new EndOfStreamException($"the store sent {read} of {length} bytes");
    }
}
