using Microsoft.ML;
using MlNetLabels.MLNet;
using MlNetLabels.MLNet.Embedding;
using MlNetLabels.Testing;

namespace MlNetLabels.Tests;

/// <summary>Backbones that loaded pipelines open by name.</summary>
public sealed class SharedBackbonesTests(Shapes shapes)
{
    [Fact]
    public void Rent_SeveralUsers_ClosesWithTheLast()
    {
        var backbones = new SharedBackbones();
        var reference = shapes.Backbone.ToReference();
        var first = backbones.Rent(reference);
        var second = backbones.Rent(reference);
        var tensor = new float[first.Backbone.Card.Preprocessing.TensorLength];
        var embedding = new float[first.Backbone.Dimension];

        first.Dispose();
        first.Dispose();
        second.Backbone.Embed(tensor, 1, embedding);
        second.Dispose();

        Assert.Same(first.Backbone, second.Backbone);
        Assert.Throws<ObjectDisposedException>(() => second.Backbone.Embed(tensor, 1, embedding));
    }

    [Fact]
    public void Rent_AfterTheLastUser_OpensAnew()
    {
        var backbones = new SharedBackbones();
        var reference = shapes.Backbone.ToReference();
        var closed = backbones.Rent(reference);
        closed.Dispose();

        using var open = backbones.Rent(reference);

        Assert.NotSame(closed.Backbone, open.Backbone);
        open.Backbone.Embed(
            new float[open.Backbone.Card.Preprocessing.TensorLength],
            1,
            new float[open.Backbone.Dimension]
        );
    }

    [Fact]
    public void LoadPipeline_BackboneByName_IsGivenBackWhenThePipelineIsDisposed()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(1);
        var data = ml.Data.LoadImageDataset(shapes.Images);
        string zip = new Embed(shapes.Backbone.ToReference())
            .Append(ml.MulticlassClassification.Trainers.SoftmaxCrossEntropy(new() { L2Regularization = 0.02 }))
            .Fit(data)
            .SaveTo(folder, data.Schema);
        var loaded = ml.Model.LoadPipeline(zip, out _);
        var other = ml.Model.LoadPipeline(zip, out _);

        ((IDisposable)loaded).Dispose();

        Assert.Equal(2 * Shapes.PerClass, other.Transform(data).Preview(1000).RowView.Length);
        ((IDisposable)other).Dispose();
    }
}
