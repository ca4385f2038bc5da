using Google.Protobuf;
using MlNetLabels.Backbones;
using MlNetLabels.Eng.ImportBackbone;
using MlNetLabels.Onnx;
using MlNetLabels.Onnx.Protobuf;

namespace MlNetLabels.Testing.Imaging;

/// <summary>
/// A tiny classifier: images [N, 3, 4, 4] -> features [N, 2, 4, 4] -> pooled [N, 2] -> scores (ReLU) [N, 2].
/// </summary>
internal static class SmallOnnx
{
    public const int Side = 4;

    /// <summary>The 1x1 convolution from three channels to two.</summary>
    public static readonly float[] Weights = [1, 2, 3, -1, -2, -4];

    public static ModelProto Model(params int[] input)
    {
        var builder = new OnnxGraphBuilder(new GraphProto { Name = "small" });
        builder.Conv("images", "features", Weights, [2, 3, 1, 1], [0.5f, -0.25f], 1, 1);
        builder.PoolAndFlatten("features", "pooled");
        builder.Relu("pooled", "scores");
        builder.Graph.Input.Add(OnnxGraphBuilder.Describe("images", input is [] ? [-1, 3, Side, Side] : input));
        builder.Graph.Output.Add(OnnxGraphBuilder.Describe("scores", input is [] ? -1 : input[0], 2));
        return new()
        {
            IrVersion = OnnxFormat.Ir,
            Graph = builder.Graph,
            OpsetImport =
            {
                new OperatorSetIdProto { Domain = "", Version = OnnxFormat.Opset },
            },
        };
    }

    public static byte[] Bytes(params int[] input) => Model(input).ToByteArray();

    public static string Card(string output, int dimension = 2, string input = "images", int side = Side) =>
        $$"""
            {
              "name": "small", "description": "a test", "licence": "none", "origin": "here", "onnx": "small.onnx",
              "input": "{{input}}", "output": "{{output}}", "dimension": {{dimension}},
              "preprocessing": {
                "width": {{side}}, "height": {{side}}, "resize": "cropCentre", "cropFraction": 0.875,
                "mean": [0, 0, 0], "std": [1, 1, 1]
              }
            }
            """;

    /// <summary>Writes a network of another name beside others, to be found in the folder.</summary>
    public static void Write(TemporaryFolder folder, string name, string output, params (string, string)[] changes)
    {
        folder.Write(name + ".onnx", Bytes());
        string card = Card(output).Replace("\"small", $"\"{name}", StringComparison.Ordinal);
        foreach (var (old, wanted) in changes)
            card = card.Replace(old, wanted, StringComparison.Ordinal);
        folder.Write(name + ".json", card);
    }

    public static Backbone Load(TemporaryFolder folder, ModelProto model, string card) =>
        Load(folder, model.ToByteArray(), card);

    public static Backbone Load(TemporaryFolder folder, byte[] model, string card)
    {
        folder.Write("small.onnx", model);
        return Backbone.Load(folder.Write("small.json", card));
    }
}
