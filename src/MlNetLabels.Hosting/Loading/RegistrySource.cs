using System.Text.Json;

namespace MlNetLabels.Hosting.Loading;

/// <summary>
/// A folder of models in which <c>registry.json</c> says what an alias means:
/// <c>{"aliases": {"champion": "runs/0007"}}</c>, a bundle or a folder that holds <c>model.mlabels</c>, by a path that
/// leads from the folder and stays in it. A value may also be an object that has the path as <c>path</c>.
/// </summary>
internal sealed class RegistrySource(string folder, string alias) : ModelSource
{
    private const string FileName = "registry.json",
        BundleName = "model.mlabels";

    private const long MostBytes = 16 << 20;

    private readonly string _folder = Path.GetFullPath(folder);

    public override string Where => $"{folder}, alias {alias}";

    public override string? Folder => _folder;

    public override Task<FoundBundle> LookAsync(string? known, CancellationToken cancellationToken)
    {
        string bundle = Resolve();
        // Two runs may be equal to the byte; which one it is counts, too.
        return Task.FromResult(BundleFile.Open(bundle, bundle + ": "));
    }

    private string Resolve()
    {
        string file = Path.Combine(_folder, FileName);
        try
        {
            if (new FileInfo(file) is not { Exists: true, Length: > 0 and < MostBytes })
                throw new InvalidInputException(
                    file,
                    null,
                    "there is no such file, or it is empty or too large. A registry is the folder of a project that init and retrain made."
                );
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return Path.Combine(_folder, Inside(file, Target(file, document.RootElement)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InvalidInputException(file, null, $"cannot be read ({error.Message})", error);
        }
    }

    private string Target(string file, JsonElement root)
    {
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("aliases", out var aliases)
            || aliases.ValueKind != JsonValueKind.Object
        )
            throw new InvalidInputException(file, null, "it has no \"aliases\".");
        if (!aliases.TryGetProperty(alias, out var value))
            throw new InvalidInputException(
                file,
                null,
                $"there is no alias '{alias}'; there are {string.Join(", ", aliases.EnumerateObject().Select(x => x.Name))}."
            );
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("path", out var path))
            value = path;
        return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw new InvalidInputException(file, null, $"alias '{alias}' names no path.");
    }

    private string Inside(string file, string target)
    {
        string full = Path.GetFullPath(target, _folder);
        if (!full.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new InvalidInputException(file, null, $"alias '{alias}' leads out of the folder: '{target}'.");
        return Directory.Exists(full) ? Path.Combine(full, BundleName) : full;
    }
}
