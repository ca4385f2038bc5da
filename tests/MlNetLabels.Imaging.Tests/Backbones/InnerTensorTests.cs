using MlNetLabels.Backbones;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Backbones;

/// <summary>Cards that name several tensors of one graph.</summary>
public sealed class InnerTensorTests : IDisposable
{
    // The same sums by another operator.
    private const float Rounding = 1e-5f;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Embed_InnerTensors_FollowTheOutputAveragedOverTheImage(int batch)
    {
        float[] tensor = [.. Enumerable.Range(0, 3 * 16).Select(i => MathF.Sin(i) * 2)];
        float[] scores = Embed("scores", null, 2, batch, tensor),
            pooled = Embed("pooled", null, 2, batch, tensor);

        float[] all = Embed("scores", ["features", "pooled"], 6, batch, tensor);

        Assert.Equal([.. scores, .. pooled, .. pooled], all, (a, b) => Math.Abs(a - b) < Rounding);
    }

    [Fact]
    public void ReadOnnx_InnerTensors_GiveTheEmbeddingAsLastOutput()
    {
        using var backbone = Load("pooled", ["features"], 4, -1);
        byte[] onnx = backbone.ReadOnnx();

        string output = LastOutput(onnx);
        using var session = new OnnxSession(onnx, "images", output);
        Assert.Equal([2L, 4L], session.Probe([2, 3, 4, 4]).Shape);
    }

    [Fact]
    public void Sha256_OtherInnerTensors_IsAnother()
    {
        using Backbone none = Load("scores", null, 2, -1),
            one = Load("scores", ["pooled"], 4, -1),
            other = Load("scores", ["features"], 4, -1);

        Assert.Equal(3, new[] { none, one, other }.Select(x => x.Sha256).Distinct().Count());
    }

    [Theory]
    [InlineData("\"nothing\"", 4, "no tensor is called 'nothing'")]
    [InlineData("\"features\"", 5, "have 4 values together, not 5")]
    [InlineData("\"scores\"", 4, "each once")]
    [InlineData("\"pooled\", \"pooled\"", 6, "each once")]
    [InlineData("", 2, "'inner'")]
    public void Load_InnerTensorsThatCannotBe_SaysWhy(string inner, int dimension, string reason)
    {
        string card = Card("scores", dimension, $"\"inner\": [{inner}], ");

        Assert.Contains(
            reason,
            Assert.Throws<InvalidInputException>(() => SmallOnnx.Load(_folder, SmallOnnx.Bytes(), card)).Message,
            StringComparison.Ordinal
        );
    }

    private float[] Embed(string output, string[]? inner, int dimension, int batch, float[] tensor)
    {
        using var backbone = Load(output, inner, dimension, batch);
        var embedding = new float[dimension];
        backbone.Embed(tensor, 1, embedding);
        return embedding;
    }

    private Backbone Load(string output, string[]? inner, int dimension, int batch) =>
        SmallOnnx.Load(
            _folder,
            SmallOnnx.Bytes(batch, 3, 4, 4),
            Card(
                output,
                dimension,
                inner is null ? "" : $"\"inner\": [{string.Join(", ", inner.Select(x => $"\"{x}\""))}], "
            )
        );

    private static string Card(string output, int dimension, string member) =>
        SmallOnnx.Card(output, dimension).Replace("\"dimension\"", member + "\"dimension\"", StringComparison.Ordinal);

    private static string LastOutput(byte[] onnx) =>
        Onnx.Protobuf.ModelProto.Parser.ParseFrom(onnx).Graph.Output[^1].Name;
}
