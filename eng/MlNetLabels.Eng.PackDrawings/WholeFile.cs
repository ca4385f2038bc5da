namespace MlNetLabels.Eng.PackDrawings;

/// <summary>Files that are there whole or not at all, whatever other build writes the same one.</summary>
internal static class WholeFile
{
    public static void Write(string path, byte[] content)
    {
        string partial = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllBytes(partial, content);
        File.Move(partial, path, overwrite: true);
    }
}
