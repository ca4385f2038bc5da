using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Models;

/// <summary>Small pictures of training images that a bundle keeps where it was asked to.</summary>
public sealed class TrainingPictureTests : IDisposable
{
    // Half precision of standardised embeddings, whose cosines are sums of 16 products.
    private const double Rounding = 0.002;

    private static readonly byte[] s_jpeg = [0xFF, 0xD8, 0xFF, 1, 2, 3];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nearest_OfALoadedBundle_AreThoseOfTheHighestCosine()
    {
        var data = Mixture.Classes(150);
        var model = Mixture.Train(data).WithPictures(data, _ => s_jpeg);
        model.Save(_folder.File("m.mlabels"));
        var loaded = Model.Load(_folder.File("m.mlabels"));
        var query = data.Embeddings.Row(3);

        var nearest = loaded.Nearest(query, 5);

        Assert.True(loaded.HasPictures);
        Assert.Equal(5, nearest.Count);
        float[] unit = Unit(loaded, query);
        double[] cosines =
        [
            .. Enumerable
                .Range(0, data.Dataset.Rows.Count)
                .Where(i => loaded.FindUse(data.Contents[i], data.Embeddings.Row(i)) == Split.Train)
                .Select(i => Unit(loaded, data.Embeddings.Row(i)).Zip(unit, (a, b) => (double)a * b).Sum())
                .OrderDescending()
                .Take(5),
        ];
        Assert.All(nearest.Zip(cosines), pair => Assert.Equal(pair.Second, pair.First.Similarity, Rounding));
        Assert.All(nearest, x => Assert.Equal(s_jpeg, x.Picture.ToArray()));
        Assert.All(
            nearest,
            x =>
            {
                var row = data.Dataset.Rows.Single(row => row.File == x.File);
                Assert.Equal(
                    LabelState.Present,
                    row.Labels[data.Dataset.LabelNames.ToList().IndexOf(x.Names.Single())]
                );
            }
        );
    }

    [Fact]
    public void Nearest_WithoutPictures_AreNone()
    {
        Assert.False(Mixture.ClassModel.HasPictures);
        Assert.Empty(Mixture.ClassModel.Nearest(new float[Mixture.ClassModel.Standardizer.Dimension], 3));
    }

    [Fact]
    public void WithPictures_OfOtherImages_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Mixture.ClassModel.WithPictures(Mixture.Classes(31), _ => s_jpeg));

    [Theory]
    [InlineData("no image", "is none")]
    [InlineData("large", "bytes")]
    [InlineData("one too few", "pictures, but")]
    [InlineData("nameless", "no name")]
    public void Load_PicturesThatTrainingDoesNotKeep_AreRefused(string kind, string words)
    {
        var data = Mixture.Classes(150);
        var model = Mixture.Train(data);
        int rows = model.Sample!.Rows - (kind == "one too few" ? 1 : 0);
        byte[] picture =
            kind == "large" ? [.. s_jpeg, .. new byte[70_000]]
            : kind == "no image" ? "<svg onload='x()'>"u8.ToArray()
            : s_jpeg;
        var pictures = Enumerable
            .Range(0, rows)
            .Select(i => new TrainingPicture(kind == "nameless" ? "" : $"{i}.jpg", ["a"], picture))
            .ToArray();

        var error = Assert.Throws<InvalidInputException>(() => Written(model, pictures));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    private Model Written(Model model, TrainingPicture[] pictures)
    {
        // As a hand would write it, with its hashes in order.
        string path = _folder.File("m.mlabels");
        model.Save(path);
        var entries = Bundles.Entries(path);
        byte[] manifest = ManifestFile.Write(model.Manifest with { Pictures = pictures }, entries[Bundles.Weights]);
        Bundles.Write(path, new Dictionary<string, byte[]>(entries) { [Bundles.Manifest] = manifest });
        return Model.Load(path);
    }

    private static float[] Unit(Model model, ReadOnlySpan<float> embedding)
    {
        var row = new float[embedding.Length];
        model.Standardizer.Apply(embedding, row);
        float length = MathF.Sqrt(row.Sum(x => x * x));
        return [.. row.Select(x => x / length)];
    }
}
