using Xunit;

namespace MlNetLabels.Testing.Imaging;

/// <summary>ResNet-18 as its package's build leaves it; a test that asks for it reports itself skipped without.</summary>
internal static class ResNet18Files
{
    public const string Name = "resnet18";

    /// <summary>Its card, beside its network in a folder.</summary>
    public static string Card(TemporaryFolder folder, string card = Name)
    {
        string made = Path.Combine(
            SharedFiles.Repository,
            "src",
            "MlNetLabels.Backbones.ResNet18",
            "obj",
            Name + ".onnx"
        );
        if (!File.Exists(made))
            Assert.Skip($"{made} is not there: dotnet build src/MlNetLabels.Backbones.ResNet18 fetches 64 MB for it.");
        File.CreateSymbolicLink(folder.File(Name + ".onnx"), made);
        return folder.Write(
            card + ".json",
            File.ReadAllText(Path.Combine(SharedFiles.Repository, "models", card + ".json"))
        );
    }
}
