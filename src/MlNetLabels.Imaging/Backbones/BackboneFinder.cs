using MlNetLabels.Data;

namespace MlNetLabels.Backbones;

/// <summary>Finds backbones by name, in a folder that was named or in a package, and by path.</summary>
internal static class BackboneFinder
{
    public const string ModelsVariable = "MLNETLABELS_MODELS";
    private const string Card = ".json";
    private const string Onnx = ".onnx";

    /// <summary>One backbone as <see cref="Find"/> takes it, or several joined by +.</summary>
    /// <exception cref="InvalidInputException">One of them is not there.</exception>
    public static IReadOnlyList<BackboneSource> FindAll(string given, BackboneOptions options)
    {
        if (!given.Contains(CombinedBackbone.Sign) || File.Exists(given) || CardInFolder(given, options) is not null)
            return [Find(given, options)];
        string[] parts = given.Split(CombinedBackbone.Sign, StringSplitOptions.TrimEntries);
        return parts.Contains("")
            ? throw new InvalidInputException(
                $"'{given}' names no backbone beside a {CombinedBackbone.Sign}: join names or paths of cards as in "
                    + "'mobilenet-v3-small+resnet18'."
            )
            : [.. parts.Select(part => Find(part, options))];
    }

    /// <summary>
    /// A backbone by its name, the path of its card, or the path of its ONNX file with a card beside it.
    /// </summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public static BackboneSource Find(string nameOrPath, BackboneOptions options)
    {
        if (nameOrPath.EndsWith(Card, StringComparison.OrdinalIgnoreCase))
            return ByCard(Existing(nameOrPath, "the backbone's card is not there."));
        if (nameOrPath.EndsWith(Onnx, StringComparison.OrdinalIgnoreCase))
            return ByOnnx(nameOrPath);
        return BackboneCardRules.IsPlainName(nameOrPath) ? ByName(nameOrPath, options) : throw None(nameOrPath);
    }

    private static InvalidInputException None(string given) =>
        new($"'{given}' is no backbone: give a name, a card ({Card}) or an ONNX file ({Onnx}) with a card beside it.");

    /// <summary>A backbone by its name alone, which no path can stand for.</summary>
    /// <exception cref="InvalidInputException">There is none, or the name is no plain one.</exception>
    public static BackboneSource FindNamed(string name, BackboneOptions options) =>
        BackboneCardRules.IsPlainName(name)
            ? ByName(name, options)
            : throw new InvalidInputException($"'{name}' is no backbone's name, and a model may name no path.");

    private static BackboneSource ByName(string name, BackboneOptions options)
    {
        if (CardInFolder(name, options) is { } card)
            return ByCard(card);
        if (BackbonePackages.Find(name) is { } packaged)
            return packaged;
        if (File.Exists(name))
            throw None(name);
        string? folder = Folder(options);
        string elsewhere = string.IsNullOrEmpty(folder)
            ? $"set the environment variable {ModelsVariable} to a folder with {name}{Card} and its ONNX file (in code "
                + "BackboneOptions.ModelsFolder)"
            : $"put {name}{Card} and its ONNX file into the folder '{folder}'";
        throw new InvalidInputException(
            BackbonePackages.Holding(name) is { } package
                ? $"There is no backbone '{name}': it is in the package {package}, which this program does not "
                    + $"reference (dotnet add package {package}; the program from a clone: {BackbonePackages.HowToBuild(name)}). "
                    + $"An installed program takes no packages: for it {elsewhere}, or give the path of a card."
                : $"There is no backbone '{name}'.{Suggestion.For(name, BackbonePackages.Known)} There are "
                    + string.Join(", ", BackbonePackages.Here.DefaultIfEmpty("none"))
                    + $" here{BackbonePackages.Elsewhere}; for another network {elsewhere}, or give the path of its card."
        );
    }

    /// <summary>Names of the cards in the folder that was named, in order; none where none was.</summary>
    /// <exception cref="InvalidInputException">It is not there.</exception>
    public static IEnumerable<string> NamesInFolder(BackboneOptions options) =>
        Folder(options) is { Length: > 0 } folder
            ? Directory
                .EnumerateFiles(folder, "*" + Card)
                .Select(x => Path.GetFileNameWithoutExtension(x)!)
                .Order(StringComparer.Ordinal)
            : [];

    // One that is not there would be passed over in silence, and another network of the same name be taken.
    private static string? Folder(BackboneOptions options)
    {
        string? folder = options.ModelsFolder ?? Environment.GetEnvironmentVariable(ModelsVariable);
        string named = options.ModelsFolder is null ? ModelsVariable : "BackboneOptions.ModelsFolder";
        return string.IsNullOrEmpty(folder) || Directory.Exists(folder)
            ? folder
            : throw new InvalidInputException(
                folder,
                null,
                $"there is no such folder of backbones, which {named} names.{Suggestion.ForPath(folder)}"
            );
    }

    private static string? CardInFolder(string name, BackboneOptions options) =>
        Folder(options) is { Length: > 0 } folder
        && BackboneCardRules.IsPlainName(name)
        && Path.Combine(folder, name + Card) is var card
        && File.Exists(card)
            ? card
            : null;

    private static BackboneSource ByOnnx(string path)
    {
        _ = Existing(path, InputFile.Missing(path));
        string beside = Path.ChangeExtension(path, Card);
        var found = ByCard(Existing(beside, $"'{Path.GetFileName(path)}' needs a card of this name beside it."));
        return Path.GetFileName(path) == found.Card.Onnx
            ? found
            : throw new InvalidInputException(
                beside,
                null,
                $"it is the card of '{found.Card.Onnx}', not of '{path}'. Set its member 'onnx'."
            );
    }

    private static BackboneSource ByCard(string path)
    {
        string full = Path.GetFullPath(path);
        var card = BackboneCard.Read(full);
        string onnx = Path.Combine(Path.GetDirectoryName(full)!, card.Onnx);
        return new BackboneSource(card, onnx, IsTried: false, () => FileBytes.Read(onnx));
    }

    private static string Existing(string path, string otherwise) =>
        File.Exists(path) ? path : throw new InvalidInputException(path, null, otherwise);
}
