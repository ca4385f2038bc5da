using System.Security.Cryptography;
using Google.Protobuf;
using MlNetLabels.Onnx.Protobuf;

namespace MlNetLabels.Eng.ImportBackbone;

/// <summary>
/// ResNet-18's ONNX file, made of the two in NuGet's Microsoft.ML.DnnImageFeaturizer.ResNet18: the network, which CNTK
/// wrote for one image of blue, green, red from 0 to 255 less a mean image, and the graph that prepares such images.
/// What comes out takes any number of images of red, green, blue from 0 to 1.
/// </summary>
internal static class ResNet18Import
{
    public const string Name = "resnet18";

    private const string NetworkSha256 = "e2552f19db2dfdb01b3669537b6a0f1b44da38d18279535492ed5dfc2ef1ff8f";
    private const string PreparationSha256 = "84bf8def78d0befaa3f6e73745d57d7016c6a192ead76f79686bd438c1047004";

    // Their places in the package.
    private const string Network = "ResNet18Onnx/ResNet18.onnx",
        Preparation = "ResNetPrepOnnx/ResNetPreprocess.onnx";

    /// <param name="folder">The package's tools/DnnImageModels.</param>
    /// <param name="card">Its card.</param>
    /// <exception cref="InvalidInputException">The files are others than those known.</exception>
    public static byte[] Make(string folder, BackboneFacts card)
    {
        var network = Read(Path.Combine(folder, Network), NetworkSha256);
        var preparation = Read(Path.Combine(folder, Preparation), PreparationSha256);
        return CntkNetwork.ToOnnx(network, preparation.Graph.Initializer.Single(), card).ToByteArray();
    }

    private static ModelProto Read(string path, string sha256)
    {
        byte[] bytes = File.ReadAllBytes(path);
        string found = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return found == sha256
            ? ModelProto.Parser.ParseFrom(bytes)
            : throw new InvalidInputException(path, null, $"the SHA-256 is {found}, not {sha256}.");
    }
}
