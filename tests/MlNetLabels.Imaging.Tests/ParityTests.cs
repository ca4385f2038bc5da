using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MlNetLabels.Backbones;
using MlNetLabels.Images;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests;

/// <summary>Images through this decoder, resizer and backbone against PyTorch's embeddings of the same files.</summary>
public sealed class ParityTests
{
    // Given with the reference values: another decoder and resizer gives close, not equal, vectors.
    private const float LowestCosine = 0.98f;
    private const double LowestMeanCosine = 0.995;

    // The .npy files hold float32 after a header of this many bytes, as NumPy pads it for short shapes.
    private const int NpyHeaderLength = 128;

    [Theory]
    [InlineData("prints")]
    [InlineData("flowers")]
    [InlineData("aquarium")]
    public void Embeddings_OfReferenceSet_PointWherePyTorchsDo(string set)
    {
        string[] files =
        [
            .. File.ReadLines(ReferenceFiles.Rows(set))
                .Skip(1)
                .Select(line => SharedFiles.Path("data", set, line.Split(',')[0])),
        ];
        byte[] npy = File.ReadAllBytes(ReferenceFiles.Embeddings(set));
        using var backbone = Backbone.Load("mobilenet-v3-small");
        int dimension = backbone.Dimension;
        Assert.Equal(NpyHeaderLength + files.Length * dimension * sizeof(float), npy.Length);

        float[] cosines = new float[files.Length];
        Parallel.For(
            0,
            files.Length,
            i =>
            {
                var preprocessing = backbone.Card.Preprocessing;
                float[] tensor = new float[preprocessing.TensorLength],
                    embedding = new float[dimension];
                ImageLoader.Load(files[i], preprocessing, ImageOptions.Default, tensor);
                backbone.Embed(tensor, 1, embedding);
                var reference = MemoryMarshal
                    .Cast<byte, float>(npy.AsSpan(NpyHeaderLength))
                    .Slice(i * dimension, dimension);
                cosines[i] = TensorPrimitives.CosineSimilarity(embedding, reference);
            }
        );

        int worst = Array.IndexOf(cosines, cosines.Min());
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{set}: lowest {cosines[worst]:0.0000} ({files[worst]}), mean {cosines.Average():0.00000}"
        );
        Assert.True(cosines[worst] > LowestCosine, $"{files[worst]}: {cosines[worst]}");
        Assert.True(cosines.Average() > LowestMeanCosine, $"mean {cosines.Average()}");
    }
}
