using System.Text.Json;

namespace MlNetLabels.Drawings;

/// <summary>JSON files of npm packages.</summary>
internal static class PackageJson
{
    /// <exception cref="InvalidInputException">The package is not there or damaged.</exception>
    public static JsonDocument Read(string folder, params ReadOnlySpan<string> parts)
    {
        string path = Path.Combine([folder, .. parts]);
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                path,
                null,
                "the npm package with the built-in drawings is missing; run 'npm ci --ignore-scripts' in the repository (or build it once)",
                e
            );
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(path, null, "is damaged; delete node_modules and build again", e);
        }
    }
}
