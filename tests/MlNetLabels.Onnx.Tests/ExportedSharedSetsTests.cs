using MlNetLabels.Data;
using MlNetLabels.Images;
using MlNetLabels.Models;
using MlNetLabels.Numerics;
using MlNetLabels.Testing;

namespace MlNetLabels.Onnx.Tests;

/// <summary>
/// Models of the image sets beside the checkout: the graph says what predict says of every image that there is.
/// </summary>
public sealed class ExportedSharedSetsTests
{
    private const int Sample = 12;

    // The program runs the network by steps of its own where vectors are wide, whose sums are in another order: 3.4e-5
    // at most was seen on these photos.
    private const double OtherSums = 1e-4;

    // It also resizes an ordinary JPEG from its planes, before they become colours: 0.005 at most was seen on 143 photos.
    private const double OtherDecoder = 0.01;

    public static TheoryData<string> Sets => ["prints", "flowers", "aquarium"];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Heads_OfASharedSet_SayWhatPredictSays(string name)
    {
        var model = Train(name);
        using var onnx = new OnnxRun(OnnxExporter.Export(model, new() { Input = OnnxInput.Embedding }));

        foreach (string other in new[] { "prints", "flowers", "aquarium" })
        {
            var embeddings = NpyFile.Read(ReferenceFiles.Embeddings(other));
            Golden.Equal(model, embeddings, onnx.Heads(embeddings));
        }
    }

    [Trait("Speed", "Slow")]
    [Theory]
    [MemberData(nameof(Sets))]
    public void Graphs_OnImagesOfASharedSet_SayWhatPredictSays(string name)
    {
        var model = Train(name, Bundled.Backbone.ToReference());
        using var fromTensor = new OnnxRun(OnnxExporter.Export(model));
        using var fromImage = new OnnxRun(OnnxExporter.Export(model, new() { Input = OnnxInput.Image }));
        var preprocessing = Bundled.Backbone.Card.Preprocessing;
        string[] files =
        [
            .. Directory
                .GetFiles(SharedFiles.Path("data", name), "*.jpg", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal),
        ];
        files = [.. files.Where((_, i) => i % (files.Length / Sample) == 0)];
        float[] tensors = new float[files.Length * preprocessing.TensorLength];
        var embeddings = new Matrix(files.Length, model.Description.Backbone.Dimension);
        for (int i = 0; i < files.Length; i++)
            ImageLoader.Load(
                files[i],
                preprocessing,
                ImageOptions.Default,
                tensors.AsSpan(i * preprocessing.TensorLength, preprocessing.TensorLength)
            );
        Bundled.Backbone.Embed(tensors, files.Length, embeddings.Span);

        Golden.Equal(
            model,
            embeddings,
            fromTensor.Run("tensor", tensors, files.Length, 3, preprocessing.Height, preprocessing.Width),
            tolerance: OtherSums
        );
        for (int i = 0; i < files.Length; i++)
        {
            var (pixels, width, height) = Pixels.Of(files[i]);
            var embedding = new Matrix(1, embeddings.Columns);
            // Through a PNG, whose pixels all decoders agree on.
            Bundled.Backbone.Embed(
                TestImages.Load(TestImages.Png(pixels, width, height), preprocessing),
                1,
                embedding.Span
            );
            var answers = fromImage.Run("image", pixels, 1, height, width, 3);
            Golden.Equal(model, embedding, answers, tolerance: OtherSums);
            AssertNear(model.Predict(embeddings.Row(i)), answers, files[i]);
        }
    }

    // What predict says of the JPEG itself, beside what the graph says of pixels that libvips decoded from it.
    private static void AssertNear(Prediction predicted, OnnxAnswers answers, string file)
    {
        var pairs = (predicted.Classes ?? [])
            .Select(c => c.Probability)
            .Zip(predicted.Classes is null ? [] : answers.Floats("class_probabilities"))
            .Concat((predicted.Labels ?? []).Select(l => l.Probability).Zip(answers.Floats("label_probabilities")));
        Assert.All(
            pairs,
            pair =>
                Assert.True(Math.Abs(pair.First - pair.Second) < OtherDecoder, $"{file}: {pair.First}, {pair.Second}")
        );
    }

    private static Model Train(string name, BackboneReference? backbone = null)
    {
        string npy = ReferenceFiles.Embeddings(name),
            csv = ReferenceFiles.Rows(name);
        var embeddings = NpyFile.Read(npy);
        return SmallModels.Fit(
            EmbeddedDataset.FromMatrix(DatasetReader.Read(csv), embeddings, npy),
            backbone ?? new BackboneReference { Name = "unknown", Dimension = embeddings.Columns }
        );
    }
}
