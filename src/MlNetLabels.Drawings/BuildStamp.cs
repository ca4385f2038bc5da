using System.Text.Json;

namespace MlNetLabels.Drawings;

/// <summary>
/// <c>built.json</c>, which is in a folder of drawings only when everything else is: what they were made from.
/// </summary>
internal sealed record BuildStamp(int Format, string Packages, int Side, EmojiSummary Summary)
{
    private const string Name = "built.json";

    /// <summary>The stamp of a folder, or null where there are no drawings yet.</summary>
    /// <exception cref="InvalidInputException">The folder holds something else.</exception>
    public static BuildStamp? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(
                File.ReadAllBytes(Path.Combine(folder, Name)),
                DrawingsJson.Default.BuildStamp
            );
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            if (
                !Directory.Exists(folder)
                || File.Exists(Path.Combine(folder, Name))
                || !Directory.EnumerateFileSystemEntries(folder).Any()
            )
                return null;
            throw new InvalidInputException(
                folder,
                null,
                "is not empty and holds no built-in data; name another folder or empty this one"
            );
        }
    }

    public void Write(string folder) =>
        File.WriteAllText(Path.Combine(folder, Name), JsonSerializer.Serialize(this, DrawingsJson.Default.BuildStamp));
}
