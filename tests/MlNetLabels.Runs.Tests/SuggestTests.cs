using MlNetLabels.Backbones;
using MlNetLabels.Caching;
using MlNetLabels.Data;
using MlNetLabels.Embedding;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Reports;
using MlNetLabels.Suggesting;
using MlNetLabels.Testing;

namespace MlNetLabels.Runs.Tests;

/// <summary>What to label next, from every kind of pool, and what is written of it.</summary>
public sealed class SuggestTests : IDisposable
{
    private const int PerClass = 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Suggest_FolderWithoutModel_WritesAListThatIsDataOnceFilledIn()
    {
        Drawn.Write(_folder, PerClass);

        var report = Suggest(Options("images") with { CsvFile = _folder.File("lists/next.csv"), Count = 6 });

        Assert.Equal(SuggestionStrategy.TypiClust, report.Strategy);
        Assert.Equal(2 * PerClass, report.PoolImages);
        string[] lines = File.ReadAllLines(_folder.File("lists/next.csv"));
        Assert.Equal("file,label,score,reason", lines[0]);
        Assert.Equal(report.Images.Count, lines.Length - 1);
        Assert.All(
            lines[1..],
            line => Assert.Matches(@"^\.\./images/(circle|square)/\d+\.png,,\d\.\d{3},typical$", line)
        );
        // Unlabelled rows are told; labelled ones are data.
        Assert.Throws<InvalidInputException>(() => DatasetReader.Read(_folder.File("lists/next.csv")));
        _folder.Write(
            "lists/next.csv",
            string.Join('\n', [lines[0], .. lines[1..].Select(line => line.Replace(",,", $",{Kind(line)},"))])
        );
        var data = DatasetReader.Read(_folder.File("lists/next.csv"));
        Assert.Equal(["circle", "square"], data.LabelNames.Order());
        Assert.All(data.Rows, row => Assert.True(File.Exists(row.Path)));
    }

    [Fact]
    public void Suggest_ModelAndData_AsksForNothingThatHasALabelAndShowsPictures()
    {
        Drawn.Write(_folder, PerClass);
        string model = Train(_folder.File("images"));
        // Further drawings beside those that are labelled.
        Drawn.Write(_folder, PerClass + 8, from: PerClass);
        _folder.Write("images/circle/broken.png", "no picture");
        Directory.Move(_folder.File("images"), _folder.File("pool"));
        Drawn.Write(_folder, PerClass);

        var report = Suggest(
            Options("pool") with
            {
                Model = model,
                Data = _folder.File("images"),
                HtmlFile = _folder.File("next.html"),
                SuspectsFile = _folder.File("suspects.csv"),
                Count = 5,
            }
        );

        Assert.Equal(2 * PerClass, report.Labelled);
        Assert.All(
            report.Images,
            x => Assert.InRange(int.Parse(Path.GetFileNameWithoutExtension(x.File)), PerClass, PerClass + 7)
        );
        Assert.EndsWith("broken.png", Assert.Single(report.Skipped).File, StringComparison.Ordinal);
        Assert.All(report.Images, x => Assert.Contains(Assert.Single(x.Answer!), new[] { "circle", "square" }));
        string html = File.ReadAllText(_folder.File("next.html"));
        Assert.Contains("data:image/webp;base64,", html, StringComparison.Ordinal);
        Assert.Contains("broken.png", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Equal("file,given,suggested,probability,correct", File.ReadAllLines(_folder.File("suspects.csv"))[0]);
    }

    [Fact]
    public void Suggest_WrongLabel_IsWorthCheckingAgain()
    {
        string data = Drawn.Write(_folder, 30);
        File.Move(_folder.File("images/circle/3.png"), _folder.File("images/square/wrong.png"));
        Drawn.Write(_folder, 40, from: 30);
        foreach (string kind in new[] { "circle", "square" })
        foreach (int i in Enumerable.Range(30, 10))
            File.Move(_folder.File($"images/{kind}/{i}.png"), _folder.File("pool", $"{kind}{i}.png"));

        var report = Suggest(Options("pool") with { Data = data, SuspectsFile = _folder.File("suspects.csv") });

        var doubted = report.CheckAgain[0];
        Assert.Equal(("square/wrong.png", "square", "circle"), (doubted.File, doubted.Given, doubted.Suggested));
        Assert.StartsWith(
            "square/wrong.png,square,circle,",
            File.ReadAllLines(_folder.File("suspects.csv"))[1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Suggest_LabelSets_GetAColumnForEachLabelAndItsGroup()
    {
        Drawn.Write(_folder, PerClass);
        string rows = string.Concat(
            Enumerable.Range(0, PerClass).Select(i => $"images/circle/{i}.png,1,0\nimages/square/{i}.png,0,1\n")
        );
        _folder.Write("labels.csv", "file,round,blue\n" + rows);
        string model = Train(_folder.File("labels.csv"));
        Drawn.Write(_folder, PerClass + 6, from: PerClass);
        string open = string.Concat(
            Enumerable.Range(PerClass, 6).Select(i => $"images/circle/{i}.png,c{i / 2}\nimages/square/{i}.png,\n")
        );
        _folder.Write("open.csv", "file,group\n" + open);

        var report = Suggest(
            Options("open.csv") with
            {
                Model = model,
                CsvFile = _folder.File("next.csv"),
                Count = 12,
            }
        );

        string[] lines = File.ReadAllLines(_folder.File("next.csv"));
        Assert.Equal("file,round,blue,group,score,reason", lines[0]);
        Assert.All(lines[1..], line => Assert.Contains(".png,,,", line, StringComparison.Ordinal));
        Assert.Distinct(report.Images.Select(x => x.Group).OfType<string>());
        // A label left blank is unknown, and the score is no label.
        var data = DatasetReader.Read(
            _folder.Write("next.csv", string.Join('\n', lines).Replace(".png,,,", ".png,1,,", StringComparison.Ordinal))
        );
        Assert.Equal(["round", "blue"], data.LabelNames);
        Assert.All(data.Rows, row => Assert.Equal([LabelState.Present, LabelState.Unknown], row.Labels));
    }

    [Fact]
    public void Suggest_ListWithLabels_AsksOnlyForTheBlankOnes()
    {
        Drawn.Write(_folder, 4);
        _folder.Write(
            "some.csv",
            "file,label\nimages/circle/0.png,circle\nimages/circle/1.png,\nimages/square/2.png,\nimages/square/1.png,square\n"
        );

        var report = Suggest(Options("some.csv"));

        Assert.Equal(2, report.Labelled);
        Assert.Equal(["images/circle/1.png", "images/square/2.png"], report.Images.Select(x => x.File).Order());
    }

    /// <summary>As the labelling page leaves a folder: some of its images in a list beside them.</summary>
    [Fact]
    public void Suggest_FolderWithAListOfSome_AsksForTheOthers()
    {
        Drawn.Write(_folder, PerClass);
        var images = Directory.GetFiles(_folder.File("images"), "*.png", SearchOption.AllDirectories).Order();
        string[] some =
        [
            .. images.Where((_, i) => i % 2 == 0).Select(x => Path.GetRelativePath(_folder.File("images"), x)),
        ];
        _folder.Write("images/labels.csv", "file,label\n" + string.Concat(some.Select(x => $"{x},{Kind(x)}\n")));

        var report = Suggest(Options("images") with { Data = _folder.File("images"), Count = 3 });

        Assert.Equal((2 * PerClass, PerClass), (report.PoolImages, report.Labelled));
        Assert.Equal(3, report.Images.Count);
        Assert.Empty(report.Images.Select(x => x.File).Intersect(some));
    }

    [Fact]
    public void Suggest_LogWithImages_WritesThoseThatAreAskedFor()
    {
        Drawn.Write(_folder, PerClass);
        string model = Train(_folder.File("images"));
        Drawn.Write(_folder, PerClass + 4, from: PerClass);
        string log = Log(model, Enumerable.Range(PerClass, 4).Select(i => $"images/square/{i}.png"), keepImages: true);

        var report = Suggest(
            Options(log) with
            {
                Model = model,
                CsvFile = _folder.File("next.csv"),
                HtmlFile = _folder.File("next.html"),
            }
        );

        Assert.NotEmpty(report.Images);
        Assert.All(report.Images, x => Assert.StartsWith("images/square/", x.File, StringComparison.Ordinal));
        string[] lines = File.ReadAllLines(_folder.File("next.csv"))[1..];
        foreach (var (i, line) in lines.Index())
            Assert.Equal(
                File.ReadAllBytes(_folder.File(report.Images[i].File)),
                File.ReadAllBytes(_folder.File(line[..line.IndexOf(',')]))
            );
        Assert.StartsWith("next-images/0001.png,", lines[0], StringComparison.Ordinal);
        Assert.Contains("data:image/webp", File.ReadAllText(_folder.File("next.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Suggest_LogWithoutImages_NamesThemAsTheCallerDid()
    {
        Drawn.Write(_folder, PerClass);
        string model = Train(_folder.File("images"));
        Drawn.Write(_folder, PerClass + 4, from: PerClass);
        string log = Log(model, Enumerable.Range(PerClass, 4).Select(i => $"images/square/{i}.png"), keepImages: false);

        var report = Suggest(Options(log) with { Model = model, CsvFile = _folder.File("next.csv") });

        Assert.StartsWith("images/square/", report.Images[0].File, StringComparison.Ordinal);
        // The entries say another version.
        Assert.Contains(report.Notes, note => note.Contains("is by this bundle", StringComparison.Ordinal));
        Assert.False(Directory.Exists(_folder.File("next-images")));
    }

    [Fact]
    public void Suggest_LogOfAnotherBackbone_SaysSo()
    {
        Drawn.Write(_folder, PerClass);
        string model = Train(_folder.File("images"));
        string log = _folder.File("other.db");
        using (var written = new PredictionLog(log))
            for (int i = 0; i < 3; i++)
                written.Add(Entry(Model.Load(model), new float[7]));

        var error = Assert.Throws<InvalidInputException>(() => Suggest(Options(log) with { Model = model }));

        Assert.Contains("7 dimensions, but 576 are due", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Suggest_LogWithoutEmbeddings_SaysSo()
    {
        Drawn.Write(_folder, PerClass);
        var model = Model.Load(Train(_folder.File("images")));
        string log = _folder.File("bare.db");
        using (var written = new PredictionLog(log))
            written.Add(Entry(model, [], new float[576]));

        var error = Assert.Throws<InvalidInputException>(() => Suggest(Options(log)));

        Assert.Contains("no prediction in it has an embedding", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Suggest_Embeddings_AreNamedByTheRowsBesideThem()
    {
        string embeddings = Points.Write(_folder, "points");

        var report = Suggest(Options(embeddings) with { Count = 3 });

        Assert.Equal(3, report.Images.Count);
        Assert.All(report.Images, x => Assert.StartsWith("row", x.File, StringComparison.Ordinal));
    }

    [Fact]
    public void Suggest_NothingToAskFor_SaysWhy()
    {
        Drawn.Write(_folder, PerClass);
        string model = Train(_folder.File("images"));
        Directory.CreateDirectory(_folder.File("empty", "x"));
        _folder.Write("bad/none.png", "no picture");
        _folder.Write("done.csv", "file,label\nimages/circle/0.png,circle\n");

        Assert.Contains("all of its 40 images have a label", Message("images", model), StringComparison.Ordinal);
        Assert.Contains("there are no images", Message("empty", model), StringComparison.Ordinal);
        Assert.Contains("none of its images can be used", Message("bad", model), StringComparison.Ordinal);
        Assert.Contains("all of its images have a label already", Message("done.csv", model), StringComparison.Ordinal);
    }

    [Fact]
    public void Suggest_DataOfAnotherKindThanTheModels_SaysSo()
    {
        Drawn.Write(_folder, PerClass);
        string model = Train(_folder.File("images"));
        _folder.Write("sets.csv", "file,labels\nimages/circle/0.png,round;red\nimages/square/0.png,\n");

        var error = Assert.Throws<InvalidInputException>(() =>
            Suggest(Options("images") with { Model = model, Data = _folder.File("sets.csv") })
        );

        Assert.Contains(
            "have label sets, but the model was trained on classes",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Suggest_OptionsThatContradictThemselves_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Suggest(Options("x") with { Count = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Suggest(Options("x") with { Count = 10_001 }));
        Assert.Throws<ArgumentException>(() => Suggest(Options("x") with { Strategy = SuggestionStrategy.DropQuery }));
        Assert.Throws<ArgumentException>(() => Suggest(Options("x") with { SuspectsFile = "s.csv" }));
    }

    private string Message(string pool, string model) =>
        Assert
            .Throws<InvalidInputException>(() =>
                Suggest(Options(pool) with { Model = model, Data = _folder.File("images") })
            )
            .Message;

    private SuggestOptions Options(string pool) => new() { Pool = _folder.File(pool) };

    private static SuggestionReport Suggest(SuggestOptions options) =>
        ImageRuns.Suggest(options, cancellationToken: TestContext.Current.CancellationToken);

    private string Train(string data)
    {
        ImageRuns.Train(
            new TrainOptions
            {
                Data = data,
                Model = _folder.File("m.mlabels"),
                Trainer = new() { Heads = new HeadOptions { L2 = 0.01 } },
            },
            cancellationToken: TestContext.Current.CancellationToken
        );
        return _folder.File("m.mlabels");
    }

    private string Log(string model, IEnumerable<string> images, bool keepImages)
    {
        var loaded = Model.Load(model);
        using var backbone = Backbone.Load(loaded.Description.Backbone);
        var embedder = new ImageEmbedder(backbone);
        string log = _folder.File("log.db");
        using var written = new PredictionLog(log, new() { KeepImages = keepImages });
        foreach (string image in images)
        {
            byte[] bytes = File.ReadAllBytes(_folder.File(image));
            float[] embedding = embedder.Embed(_folder.File(image), TestContext.Current.CancellationToken);
            written.Add(Entry(loaded, embedding) with { Id = image, Image = bytes });
        }
        return log;
    }

    private static LoggedPrediction Entry(Model model, float[] embedding, float[]? predicted = null) =>
        new()
        {
            Model = "m",
            Version = "0123456789ab",
            Prediction = model.Predict(predicted ?? new float[model.Standardizer.Dimension]),
            Embedding = embedding,
        };

    private static string Kind(string line) => line.Contains("circle", StringComparison.Ordinal) ? "circle" : "square";
}
