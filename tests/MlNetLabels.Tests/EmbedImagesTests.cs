using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.Data;
using MlNetLabels.Embedding;
using MlNetLabels.Images;
using MlNetLabels.MLNet;
using MlNetLabels.Testing;

namespace MlNetLabels.Tests;

public sealed class EmbedImagesTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new(1);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ImagePath")]
    [InlineData("Image")]
    public void Transform_PathsOrBytes_GivesTheEmbeddersVectorsInOrder(string column)
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);

        var embedded = _ml.Transforms.EmbedImages("Features", column, shapes.Backbone).Fit(data).Transform(data);

        Assert.Equal(
            new VectorDataViewType(NumberDataViewType.Single, shapes.Backbone.Dimension),
            embedded.Schema["Features"].Type
        );
        var embedder = new ImageEmbedder(shapes.Backbone);
        string[] paths = [.. embedded.GetColumn<string>("ImagePath")];
        Assert.Equal(2 * Shapes.PerClass, paths.Length);
        Assert.Equal(paths.Select(path => embedder.Embed(path)), embedded.GetColumn<float[]>("Features"));
    }

    [Fact]
    public void ConvertToOnnx_OfAPipeline_IsRefusedAndNamesExport()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);
        var embed = _ml.Transforms.EmbedImages("Features", "ImagePath", shapes.Backbone);
        var fitted = embed.Append(_ml.Transforms.NormalizeMinMax("Scaled", "Features")).Fit(data);
        using var graph = new MemoryStream();

        Assert.Contains(
            "'mlnet-labels export' and OnnxExporter write the whole model",
            Assert.Throws<NotSupportedException>(() => _ml.Model.ConvertToOnnx(fitted, data, graph)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void ConvertToOnnx_OfWhatStandsBehind_IsWritten()
    {
        var embedded = _ml.Data.Cache(
            _ml.Transforms.EmbedImages("Features", "ImagePath", shapes.Backbone)
                .Fit(_ml.Data.LoadImageDataset(shapes.Images))
                .Transform(_ml.Data.LoadImageDataset(shapes.Images))
        );
        var behind = _ml.Transforms.NormalizeMinMax("Scaled", "Features").Fit(embedded);
        using var graph = new MemoryStream();

        _ml.Model.ConvertToOnnx(behind, embedded, graph);

        Assert.NotEqual(0, graph.Length);
    }

    [Fact]
    public void Transform_OtherColumns_EmbedsNothing()
    {
        var data = Listed(_folder.File("missing.png"));

        var embedded = _ml.Transforms.EmbedImages("Features", "ImagePath", shapes.Backbone).Fit(data).Transform(data);

        Assert.Equal(["a"], embedded.GetColumn<string>("Group"));
    }

    [Fact]
    public void Transform_DamagedImage_ThrowsAtItsRowAndNamesIt()
    {
        string good = Directory.GetFiles(Path.Combine(shapes.Images, "square"))[0],
            bad = _folder.Write("schlecht.png", "no image");
        var data = Listed(good, bad, good);
        var embedded = _ml.Transforms.EmbedImages("Features", "ImagePath", shapes.Backbone).Fit(data).Transform(data);
        using var cursor = embedded.GetRowCursor(embedded.Schema);
        var get = cursor.GetGetter<VBuffer<float>>(embedded.Schema["Features"]);
        VBuffer<float> embedding = default;

        Assert.True(cursor.MoveNext());
        get(ref embedding);
        Assert.True(cursor.MoveNext());
        Assert.Contains(
            "schlecht.png",
            Assert.Throws<ImageException>(() => get(ref embedding)).Message,
            StringComparison.Ordinal
        );
        Assert.True(cursor.MoveNext());
        get(ref embedding);
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void Fit_MissingColumn_SaysSo()
    {
        var data = Listed("a.png");

        var error = Assert.ThrowsAny<Exception>(() =>
            _ml.Transforms.EmbedImages("Features", "Picture", shapes.Backbone).Fit(data)
        );

        Assert.Contains("Picture", error.Message, StringComparison.Ordinal);
    }

    private IDataView Listed(params string[] paths) =>
        _ml.Data.LoadImageDataset(
            new ImageDataset
            {
                Source = "list",
                Kind = TargetKind.LabelSets,
                LabelNames = ["x"],
                Rows =
                [
                    .. paths.Select(p => new ImageRow
                    {
                        File = p,
                        Path = p,
                        Labels = [LabelState.Present],
                        Group = "a",
                    }),
                ],
            }
        );
}
