namespace MlNetLabels.MLNet.Saving;

/// <summary>
/// A graph as a file: ML.NET reads a graph from its file once more when it saves it, and leaves one that it was given
/// as a stream in the temporary folder for ever. The file goes when it is disposed, or with the last that knows it.
/// </summary>
internal sealed class TemporaryOnnx : IDisposable
{
    private bool _disposed;

    public TemporaryOnnx(ReadOnlySpan<byte> onnx)
    {
        // Readable by nobody else, as GetTempFileName makes it.
        Path = System.IO.Path.GetTempFileName();
        File.WriteAllBytes(Path, onnx);
    }

    ~TemporaryOnnx() => Delete();

    public string Path { get; }

    public void Dispose()
    {
        Delete();
        GC.SuppressFinalize(this);
    }

    private void Delete()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        try
        {
            File.Delete(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Somebody still reads it; the system empties its temporary folder.
        }
    }
}
