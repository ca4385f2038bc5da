namespace MlNetLabels.Labelling.State;

/// <summary>What tells at a glance whether a file was written since; default where there is none.</summary>
internal readonly record struct FileStamp(DateTime Written, long Length)
{
    public static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new(file.LastWriteTimeUtc, file.Length) : default;
    }
}
