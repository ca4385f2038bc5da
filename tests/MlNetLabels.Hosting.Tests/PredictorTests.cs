using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using MlNetLabels.Embedding;
using MlNetLabels.Images;
using MlNetLabels.Models;

namespace MlNetLabels.Hosting.Tests;

/// <summary>What the service's predictor says is what the engine says.</summary>
public sealed class PredictorTests(ColourBundles bundles) : IClassFixture<ColourBundles>
{
    [Fact]
    public async Task Predict_BytesStreamAndPath_AreTheEnginesAnswer()
    {
        using var folder = new TemporaryFolder();
        byte[] picture = ColourBundles.Picture(100, isRed: true);
        string file = folder.Write("picture.png", picture);
        using var engine = ImagePredictor.Load(bundles.English);
        var expected = engine.Predict(picture);
        await using var host = await Hosted.StartAsync(models => models.FromFile(bundles.English));

        var fromBytes = await host.Predictor.PredictAsync(picture);
        var fromStream = await host.Predictor.PredictAsync(new MemoryStream(picture));
        var fromPath = await host.Predictor.PredictAsync(file);

        Assert.Equal("english", host.Predictor.Name);
        Assert.All([fromBytes, fromStream, fromPath], answer => Same(expected, answer.Prediction));
        Assert.Equal(new ImageEmbedder(Bundled.Backbone).Embed(picture), fromBytes.Embedding.ToArray());
        Assert.Equal(BundleContents.Read(bundles.English).Sha256[..12], fromBytes.Version);
    }

    // What an endpoint that returns the answer as it is sends.
    [Fact]
    public async Task Answer_AsJson_IsThePredictionWithoutTheModel()
    {
        await using var host = await Hosted.StartAsync(models => models.FromFile(bundles.English));

        var answer = await host.Predictor.PredictAsync(ColourBundles.Picture(103, isRed: true));
        var json = JsonSerializer.SerializeToElement(answer, JsonSerializerOptions.Web);

        Assert.Equal(["prediction", "version", "elapsed"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            answer.Prediction.Verdict.ToString(),
            json.GetProperty("prediction").GetProperty("verdict").GetString()
        );
    }

    [Fact]
    public async Task Predict_OtherRejectRate_IsTheEnginesAnswerAtThatRate()
    {
        byte[] picture = ColourBundles.Picture(101, isRed: false);
        using var engine = ImagePredictor.Load(bundles.English);
        await using var host = await Hosted.StartAsync(models => models.FromFile(bundles.English));

        var answer = await host.Predictor.PredictAsync(picture, new() { RejectRate = 0.3 });

        Same(engine.Predict(picture, 0.3), answer.Prediction);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
            host.Predictor.PredictAsync(picture, new() { RejectRate = 1 })
        );
    }

    [Fact]
    public async Task Predict_Keyed_IsTheModelOfThatName()
    {
        byte[] picture = ColourBundles.Picture(102, isRed: true);
        await using var host = await Hosted.StartAsync(models =>
            models.FromFile("first", bundles.English).FromFile("second", bundles.German)
        );

        var second = host.Services.GetRequiredKeyedService<IImagePredictor>("second");

        Assert.Equal("red", (await host.Predictor.PredictAsync(picture)).Prediction.Class);
        Assert.Equal("rot", (await second.PredictAsync(picture)).Prediction.Class);
        Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredKeyedService<IImagePredictor>("third"));
    }

    [Fact]
    public async Task Predict_Batch_KeepsOrderAndListsWhatCannotBeUsed()
    {
        using var folder = new TemporaryFolder();
        string[] files =
        [
            .. Enumerable
                .Range(0, 30)
                .Select(i =>
                    folder.Write($"{i}.png", i % 7 == 3 ? [1, 2, 3] : ColourBundles.Picture(i, isRed: i % 2 == 0))
                ),
        ];
        await using var host = await Hosted.StartAsync(models => models.FromFile(bundles.English));

        var answers = await host.Predictor.PredictAsync(files).ToListAsync();

        Assert.Equal(files, answers.Select(answer => answer.File));
        Assert.All(
            answers.Select((answer, i) => (answer, i)),
            x =>
            {
                Assert.Equal(x.i % 7 == 3, x.answer.Reason is not null);
                Assert.Equal(
                    x.i % 7 == 3 ? null
                        : x.i % 2 == 0 ? "red"
                        : "blue",
                    x.answer.Answer?.Prediction.Class
                );
            }
        );
    }

    [Fact]
    public async Task Predict_BatchLeftEarly_StopsTheWorkBegun()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("0.png", ColourBundles.Picture(0, isRed: true));
        await using var host = await Hosted.StartAsync(models => models.FromFile(bundles.English));

        await foreach (var _ in host.Predictor.PredictAsync(Enumerable.Repeat(file, 1_000_000)))
            break;

        Assert.Equal(0, host.Services.GetRequiredService<Work.WorkQueue>().Working);
        Assert.Equal(0, host.Services.GetRequiredService<Work.QueuedBytes>().Taken);
    }

    [Fact]
    public async Task Predict_NoImage_SaysWhy()
    {
        await using var host = await Hosted.StartAsync(models => models.FromFile(bundles.English));

        var empty = await Assert.ThrowsAsync<ImageException>(() => host.Predictor.PredictAsync(Array.Empty<byte>()));
        var missing = await Assert.ThrowsAsync<ImageException>(() => host.Predictor.PredictAsync("/no/such/file.png"));

        Assert.Equal("empty file", empty.Reason);
        Assert.Equal("not found", missing.Reason);
        Assert.Equal("/no/such/file.png", missing.File);
    }

    [Fact]
    public async Task Generate_Pictures_GivesTheEnginesEmbeddingsInOrder()
    {
        byte[][] pictures = [.. Enumerable.Range(0, 5).Select(i => ColourBundles.Picture(200 + i, isRed: i % 2 == 0))];
        await using var host = await Hosted.StartAsync(models => models.FromFile(bundles.English));
        var generator = host.Services.GetRequiredService<IEmbeddingGenerator<DataContent, Embedding<float>>>();

        var made = await generator.GenerateAsync(pictures.Select(x => new DataContent(x, "image/png")));

        var engine = new ImageEmbedder(Bundled.Backbone);
        Assert.Equal(pictures.Select(x => engine.Embed(x)), made.Select(x => x.Vector.ToArray()));
        Assert.Equal(Bundled.Name, made[0].ModelId);
    }

    [Fact]
    public async Task Predictor_OfManyModelsWithoutADefault_SaysWhatToDo()
    {
        await using var host = await Hosted.StartAsync(
            _ => { },
            new Dictionary<string, string?>
            {
                ["MlNetLabels:Models:a:Path"] = bundles.English,
                ["MlNetLabels:Models:b:Path"] = bundles.German,
            }
        );

        var error = Assert.Throws<InvalidInputException>(() => host.Predictor);

        Assert.Contains("DefaultModel", error.Message, StringComparison.Ordinal);
    }

    private static void Same(Prediction expected, Prediction actual)
    {
        Assert.Equal(expected.Classes, actual.Classes);
        Assert.Equal(expected.Labels, actual.Labels);
        Assert.Equal(expected.Domain, actual.Domain);
        Assert.Equal((expected.Verdict, expected.Class), (actual.Verdict, actual.Class));
    }
}
