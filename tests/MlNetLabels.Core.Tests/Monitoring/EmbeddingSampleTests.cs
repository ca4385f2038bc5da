using System.Security.Cryptography;
using MlNetLabels.Core.Tests.Models;
using MlNetLabels.Models;
using MlNetLabels.Monitoring;
using MlNetLabels.OutOfDomain;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Monitoring;

/// <summary>What a bundle keeps of its training embeddings.</summary>
public sealed class EmbeddingSampleTests : IDisposable
{
    // Half precision holds 11 bits.
    private const double Half = 1.0 / 2048;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sample_FewRows_IsAllOfThemStandardised()
    {
        var data = Mixture.Classes(150);
        var model = Mixture.CrossClassModel;
        var sample = model.Sample!;

        Assert.Equal(model.Description.TrainRows, sample.Rows);
        var standardised = model.Standardizer.Apply(data.Embeddings);
        for (int i = 0; i < sample.Rows; i++)
            Assert.Contains(Enumerable.Range(0, standardised.Rows), r => IsRounded(standardised.Row(r), sample.Row(i)));
    }

    [Fact]
    public void Sample_ManyRows_IsAThousandAndTheSameEachTime()
    {
        var (a, b) = (Mixture.Train(Mixture.Classes(2000)), Mixture.Train(Mixture.Classes(2000)));
        a.Save(_folder.File("a.mlabels"));
        b.Save(_folder.File("b.mlabels"));

        Assert.Equal(EmbeddingSample.MostRows, a.Sample!.Rows);
        Assert.Equal(
            SHA256.HashData(File.ReadAllBytes(_folder.File("a.mlabels"))),
            SHA256.HashData(File.ReadAllBytes(_folder.File("b.mlabels")))
        );
    }

    [Fact]
    public void Load_Bundle_HasTheSampleBitForBit()
    {
        Mixture.ClassModel.Save(_folder.File("m.mlabels"));

        var loaded = Model.Load(_folder.File("m.mlabels")).Sample!;

        Assert.Equal(Mixture.ClassModel.Sample!.Span.ToArray(), loaded.Span.ToArray());
    }

    [Fact]
    public void Load_BundleWithoutSample_PredictsAndSaysWhatIsMissing()
    {
        Save(sample: null);

        var model = Model.Load(_folder.File("m.mlabels"));
        var images = Mixture.Classes(40, seed: 3).Embeddings;
        var window = new PredictionWindow(model);
        foreach (var (i, prediction) in model.Predict(images).Index())
            window.Add(prediction, images.Row(i));
        var report = window.Examine();

        Assert.NotNull(report.Tests[0].PValue);
        Assert.Equal([null, null], report.Tests.Skip(1).Select(t => t.PValue));
        Assert.Contains("train it again", report.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, Mixture.Dimension)]
    [InlineData(2, Mixture.Dimension + 1)]
    [InlineData(EmbeddingSample.MostRows + 1, Mixture.Dimension)]
    [InlineData(6, 1)]
    public void Load_SampleOfAnotherShape_IsRefused(int rows, int columns)
    {
        Save(new StateTensor([rows, columns], new float[rows * columns]) { IsHalf = true });

        var error = Assert.Throws<InvalidInputException>(() => Model.Load(_folder.File("m.mlabels")));

        Assert.Contains("sample of training embeddings is damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keep_ValuesBeyondHalf_StayFinite()
    {
        var kept = new float[1];

        EmbeddingSample.Keep([1e9f], new MlNetLabels.Heads.Standardizer([0f], [1f]), kept);

        Assert.Equal(65504, kept[0]);
    }

    private static bool IsRounded(Span<float> row, Span<float> kept)
    {
        for (int j = 0; j < row.Length; j++)
            if (Math.Abs(row[j] - kept[j]) > Half * Math.Abs(row[j]))
                return false;
        return true;
    }

    // A bundle as another version wrote it, or a hand changed it, with its hashes in order.
    private void Save(StateTensor? sample)
    {
        string path = _folder.File("m.mlabels");
        Mixture.ClassModel.Save(path);
        var entries = Bundles.Entries(path);
        var tensors = Safetensors.Read(entries[Bundles.Weights], path).ToDictionary();
        tensors.Remove("sample");
        if (sample is not null)
            tensors["sample"] = sample;
        byte[] weights = Safetensors.Write(tensors);
        Bundles.Write(
            path,
            new Dictionary<string, byte[]>(entries)
            {
                [Bundles.Weights] = weights,
                [Bundles.Manifest] = ManifestFile.Write(Mixture.ClassModel.Manifest, weights),
            }
        );
    }
}
