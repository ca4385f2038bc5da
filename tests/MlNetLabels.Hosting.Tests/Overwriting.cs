namespace MlNetLabels.Hosting.Tests;

/// <summary>Writes over a file as other programs do: without .NET's lock, which fails while a service reads.</summary>
internal static class Overwriting
{
    public static void Write(string path, byte[] content)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        file.Write(content);
    }
}
