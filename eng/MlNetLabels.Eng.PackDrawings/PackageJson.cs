using System.Text.Json;

namespace MlNetLabels.Eng.PackDrawings;

/// <summary>JSON files of npm packages.</summary>
internal static class PackageJson
{
    /// <exception cref="InvalidDataException">The package is not there or damaged.</exception>
    public static JsonDocument Read(string folder, params ReadOnlySpan<string> parts)
    {
        string path = Path.Combine([folder, .. parts]);
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path}: cannot be read; run 'npm ci --ignore-scripts' ({e.Message})", e);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: is damaged; delete node_modules and build again", e);
        }
    }
}
