using System.Reflection;
using System.Runtime.Loader;

namespace MlNetLabels.Backbones;

/// <summary>
/// The backbones that come as NuGet packages: an assembly that holds a card and its ONNX file as resources.
/// </summary>
internal static class BackbonePackages
{
    // The assemblies have their packages' names.
    private static readonly Dictionary<string, string> s_assemblies = new(StringComparer.Ordinal)
    {
        ["mobilenet-v3-small"] = "MlNetLabels.Backbones.MobileNetV3Small",
        ["mobilenet-v3-small-layers"] = "MlNetLabels.Backbones.MobileNetV3Small",
        ["resnet18"] = "MlNetLabels.Backbones.ResNet18",
        ["resnet18-layers"] = "MlNetLabels.Backbones.ResNet18",
    };

    /// <summary>All names.</summary>
    public static IEnumerable<string> Known => s_assemblies.Keys;

    /// <summary>Names of those in packages that the program references.</summary>
    public static IEnumerable<string> Here => Known.Where(name => Load(s_assemblies[name]) is not null);

    /// <summary>The others with their packages, for a message; empty for none.</summary>
    public static string Elsewhere =>
        string.Concat(
            Known
                .Except(Here)
                .GroupBy(name => s_assemblies[name])
                .Select(package => $", and {string.Join(" and ", package)} in the package {package.Key}")
        );

    /// <summary>The package that holds a backbone, whether referenced or not.</summary>
    public static string? Holding(string name) => s_assemblies.GetValueOrDefault(name);

    /// <summary>How a program built from a clone of the repository gets a backbone that it has not by itself.</summary>
    public static string HowToBuild(string name) =>
        $"dotnet build src/MlNetLabels.Cli -c Release -p:{Holding(name)?.Split('.')[^1]}=true";

    /// <summary>A backbone in a package that the program references, or null.</summary>
    /// <exception cref="InvalidInputException">The package is there, but not whole.</exception>
    public static BackboneSource? Find(string name)
    {
        if (Holding(name) is not { } assemblyName || Load(assemblyName) is not { } assembly)
            return null;
        string file = name + ".json";
        var card = BackboneCard.Read(ReadAll(assembly, file), $"{assemblyName}/{file}");
        return new BackboneSource(
            card,
            $"{assemblyName}/{card.Onnx}",
            IsTried: true,
            () => ReadAll(assembly, card.Onnx)
        );
    }

    private static byte[] ReadAll(Assembly assembly, string file)
    {
        using var stream = Open(assembly, file);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    // Beside this assembly, which a host may have loaded into a context of a plug-in's own, or wherever the host has
    // loaded it to already.
    private static Assembly? Load(string name)
    {
        try
        {
            var context = AssemblyLoadContext.GetLoadContext(typeof(BackbonePackages).Assembly);
            return (context ?? AssemblyLoadContext.Default).LoadFromAssemblyName(new AssemblyName(name));
        }
        catch (FileNotFoundException)
        {
            return AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(x => x.GetName().Name == name);
        }
        catch (Exception e) when (e is FileLoadException or BadImageFormatException)
        {
            throw new InvalidInputException($"{name}.dll", null, $"it cannot be loaded: {e.Message}", e);
        }
    }

    private static Stream Open(Assembly assembly, string file) =>
        assembly.GetManifestResourceStream(file)
        ?? throw new InvalidInputException(assembly.GetName().Name!, null, $"the package holds no '{file}'.");
}
