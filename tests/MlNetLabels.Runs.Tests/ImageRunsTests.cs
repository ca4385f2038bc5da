using Microsoft.Extensions.Logging;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Images;
using MlNetLabels.Models;
using MlNetLabels.Testing;

namespace MlNetLabels.Runs.Tests;

/// <summary>Runs on a few drawn images.</summary>
public sealed class ImageRunsTests : IDisposable
{
    private const int PerClass = 20;

    private readonly TemporaryFolder _folder = new();
    private readonly string _images;

    public ImageRunsTests() => _images = Drawn.Write(_folder, PerClass);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TrainThenPredict_DrawnImages_NamesTheClasses()
    {
        Train(trainer: Quick with { Fit = FitWay.Split });
        var listener = new Listener();

        var result = ImageRuns.Predict(
            new PredictOptions { Model = _folder.File("m.mlabels"), Images = [_images] },
            listener,
            listener,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(2 * PerClass, result.Images.Count);
        Assert.Empty(result.Skipped);
        int right = result.Images.Count(i => Path.GetFileName(Path.GetDirectoryName(i.File)) == i.Prediction.Class);
        // Three of four were seen, and circles are red, squares blue.
        Assert.InRange(right, 2 * PerClass - 2, 2 * PerClass);
        // Eight validation images are too few for a reject rate of 0.05.
        Assert.False(result.IsDomainCheckOn);
        Assert.Contains("too few", result.DomainWarning, StringComparison.Ordinal);
        Assert.All(
            result.SwitchedOff,
            off => Assert.Contains(listener.Logged, l => l.Level == LogLevel.Warning && l.Message == off)
        );
        Assert.Equal(2 * PerClass, listener.Reported.Max(p => p.Done));
        Assert.All(listener.Reported, p => Assert.Equal($"Predicting {2 * PerClass} images", p.Phase));
    }

    [Fact]
    public void Train_UnreadableImage_StopsUnlessAllowed()
    {
        _folder.Write("images/circle/broken.png", "no picture");

        var error = Assert.Throws<InvalidInputException>(() => Train());
        var result = Train(new EmbeddingSettings { MaxFailures = FailureLimit.FromCount(1) });

        Assert.Contains("broken.png", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("broken.png", Assert.Single(result.Skipped).File, StringComparison.Ordinal);
    }

    [Fact]
    public void Embed_Folder_WritesEmbeddingsAndRowsThatTrainReads()
    {
        var result = ImageRuns.Embed(
            new EmbedOptions { Images = _images, Output = _folder.File("x.npy") },
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal((2 * PerClass, 576), (result.Images, result.Backbone.Dimension));
        Assert.Equal(["circle", "square"], DatasetReader.Read(result.RowsFile).LabelNames);
        var trained = ImageRuns.Train(
            new TrainOptions { Embeddings = result.EmbeddingsFile, Trainer = Quick },
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(result.Backbone.Sha256, trained.Model.Description.Backbone.Sha256);
    }

    [Fact]
    public void Train_Twice_GivesTheSameBytes()
    {
        string path = _folder.File("m.mlabels");
        Train();
        byte[] first = File.ReadAllBytes(path);
        var time = DateTimeOffset.FromUnixTimeSeconds(1_700_000_001);
        byte[] TrainAt(string name)
        {
            ImageRuns.Train(
                new TrainOptions
                {
                    Data = _images,
                    Model = _folder.File(name),
                    Trainer = Quick,
                    CreatedAt = time,
                },
                cancellationToken: TestContext.Current.CancellationToken
            );
            return File.ReadAllBytes(_folder.File(name));
        }

        Train();

        Assert.Equal(first, File.ReadAllBytes(path));
        Assert.Equal(TrainAt("a.mlabels"), TrainAt("b.mlabels"));
        Assert.NotEqual(first, File.ReadAllBytes(_folder.File("a.mlabels")));
        Assert.Equal(time, Model.Load(_folder.File("a.mlabels")).Description.CreatedAt);
        // Something else was trained there: it is of now.
        File.Copy(_folder.File("a.mlabels"), path, overwrite: true);
        Train(trainer: Quick with { RejectRate = 0.1 });
        Assert.True(Model.Load(path).Description.CreatedAt > time);
    }

    [Fact]
    public void Train_NegativesAndStrangersUnderOtherNames_AreAllTaken()
    {
        byte[] png = File.ReadAllBytes(Path.Combine(_images, "circle", "0.png")),
            stranger = SvgDrawing.Render(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"64\" height=\"64\"><path d=\"M0 0L64 64\" stroke=\"#123\"/></svg>",
                64
            );
        // Bytes behind a PNG's end tell the copies apart.
        foreach (string name in (string[])["a.jfif", "b", "c.png"])
        {
            _folder.Write("negatives/" + name, [.. png, (byte)name.Length]);
            _folder.Write("others/" + name, [.. stranger, (byte)name.Length]);
        }
        _folder.Write("negatives/list.txt", "words");
        _folder.Write("others/list.txt", "words");
        var listener = new Listener();

        var trained = ImageRuns.Train(
            new TrainOptions
            {
                Data = _images,
                Negatives = [_folder.File("negatives")],
                ValidationOutOfDomain = [_folder.File("others")],
                Trainer = Quick,
            },
            listener,
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal(3, trained.Model.Description.Domain.ChoiceImages);
        foreach (string folder in (string[])["negatives", "others"])
            Assert.Contains(
                listener.Logged,
                x => x.Message == $"{_folder.File(folder)}: left out 1 file that is no image: list.txt"
            );
    }

    [Fact]
    public void Evaluate_EmbeddingsOfAnotherBackbone_IsRefused()
    {
        string own = Points.Write(_folder, "own"),
            other = Points.Write(_folder, "other", shift: 1);
        Made(own, "1");
        Made(other, "2");
        var model = ImageRuns.Train(
            new TrainOptions
            {
                Embeddings = own,
                Model = _folder.File("own.mlabels"),
                Trainer = Quick,
            },
            cancellationToken: TestContext.Current.CancellationToken
        );

        var asTest = Assert.Throws<InvalidInputException>(() => Evaluate(other, []));
        var asStrangers = Assert.Throws<InvalidInputException>(() => Evaluate(own, [other]));
        var asNegatives = Assert.Throws<InvalidInputException>(() =>
            ImageRuns.Train(
                new TrainOptions
                {
                    Embeddings = own,
                    Negatives = [other],
                    Trainer = Quick,
                },
                cancellationToken: TestContext.Current.CancellationToken
            )
        );

        foreach (var error in new[] { asTest, asStrangers, asNegatives })
            Assert.Contains("'net 2'", error.Message, StringComparison.Ordinal);

        void Made(string npy, string net) =>
            File.WriteAllText(
                Path.ChangeExtension(npy, ".json"),
                $$"""{ "name": "net {{net}}", "sha256": "{{new string(net[0], 64)}}", "dimension": 6 }"""
            );

        void Evaluate(string embeddings, IReadOnlyList<string> outside) =>
            ImageRuns.Evaluate(
                new EvaluateOptions
                {
                    Model = model.ModelFile!,
                    Embeddings = embeddings,
                    OutOfDomain = outside,
                },
                cancellationToken: TestContext.Current.CancellationToken
            );
    }

    [Fact]
    public void Embed_Cancelled_KeepsTheCacheAndSaysHowToGoOn()
    {
        using var source = new CancellationTokenSource();
        // Once an image is embedded, and not when that begins.
        var listener = new Listener(progress =>
        {
            if (progress.Done > 0)
                source.Cancel();
        });
        var options = new EmbedOptions
        {
            Images = _images,
            Output = _folder.File("x.npy"),
            Embedding = new EmbeddingSettings { Threads = 1, CacheFile = _folder.File("cache.db") },
        };

        Assert.ThrowsAny<OperationCanceledException>(() => ImageRuns.Embed(options, listener, listener, source.Token));

        Assert.False(File.Exists(options.Output));
        Assert.Contains(listener.Logged, l => l.Message.Contains("go on from here", StringComparison.Ordinal));
    }

    [Fact]
    public void Demo_OwnImages_WritesModelAndReport()
    {
        var result = Assert.Single(
            ImageRuns.Demo(
                new DemoOptions
                {
                    Data = _images,
                    OutputFolder = _folder.File("demo"),
                    Trainer = Quick,
                },
                cancellationToken: TestContext.Current.CancellationToken
            )
        );

        Assert.All(
            ["model.mlabels", "report.json", "report.html"],
            name => Assert.True(File.Exists(_folder.File("demo", name)), name)
        );
        Assert.Equal("circle or square", result.Report.Title);
        AssertEnginesAgree(_folder.File("demo", "report.json"));
    }

    [Fact]
    public void Export_HeadsAlone_WritesGraphAndDescription()
    {
        Train();

        ImageRuns.Export(
            new ExportOptions
            {
                Model = _folder.File("m.mlabels"),
                OnnxFile = _folder.File("m.onnx"),
                Input = Onnx.OnnxInput.Embedding,
            },
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.True(File.Exists(_folder.File("m.onnx")));
        Assert.True(File.Exists(_folder.File("m.onnx.json")));
    }

    // ML.NET stops by what a step gains, whatever the size of the objective.
    private static void AssertEnginesAgree(string report)
    {
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(report));
        var engines = json.RootElement.GetProperty("engines").EnumerateArray().ToArray();
        Assert.Equal(
            ["softmax", "softmax", "labels", "labels"],
            engines.Select(e => e.GetProperty("head").GetString())
        );
        Assert.StartsWith("ML.NET ", engines[1].GetProperty("engine").GetString(), StringComparison.Ordinal);
        double[] objectives = [.. engines.Select(e => e.GetProperty("objective").GetDouble())];
        Assert.Equal(objectives[0], objectives[1], 1e-6);
        Assert.Equal(objectives[2], objectives[3], 1e-6);
    }

    private static TrainerOptions Quick => new() { Heads = new HeadOptions { L2 = 0.01 } };

    private TrainResult Train(EmbeddingSettings? embedding = null, TrainerOptions? trainer = null) =>
        ImageRuns.Train(
            new TrainOptions
            {
                Data = _images,
                Model = _folder.File("m.mlabels"),
                Trainer = trainer ?? Quick,
                Embedding = embedding ?? new EmbeddingSettings(),
            },
            cancellationToken: TestContext.Current.CancellationToken
        );
}
