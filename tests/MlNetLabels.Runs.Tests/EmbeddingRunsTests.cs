using Microsoft.Extensions.Logging;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Testing;

namespace MlNetLabels.Runs.Tests;

/// <summary>Runs on ready embeddings, without any image.</summary>
public sealed class EmbeddingRunsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_Embeddings_WritesTheModelThatItGives()
    {
        var listener = new Listener();

        var result = ImageRuns.Train(Options("m.mlabels"), listener, listener, TestContext.Current.CancellationToken);

        Assert.Equal(_folder.File("m.mlabels"), result.ModelFile);
        Assert.Equal(Points.Classes, Model.Load(result.ModelFile!).Description.Softmax!.Classes);
        Assert.Contains(
            listener.Logged,
            l => l.Level == LogLevel.Information && l.Message.Contains("to train", StringComparison.Ordinal)
        );
        Assert.Equal([(0, 1), (1, 1)], listener.Reported.Select(p => (p.Done, p.Total)));
    }

    [Fact]
    public void Train_NoModelFile_WritesNothing()
    {
        var options = Options("m.mlabels") with { Model = null };
        string[] before = Directory.GetFiles(_folder.Path);

        var result = ImageRuns.Train(options, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Null(result.ModelFile);
        Assert.NotNull(result.Model.Description.Softmax);
        Assert.Equal(before, Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Train_MLNetTrainers_NamesThemInTheModel()
    {
        var result = ImageRuns.Train(
            Options("m.mlabels") with
            {
                UseMLNetTrainers = true,
            },
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.StartsWith("ML.NET ", result.Model.Description.Engine, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_ClassWeights_AreTakenByName()
    {
        var result = ImageRuns.Train(
            Options("m.mlabels") with
            {
                ClassWeights = new Dictionary<string, double> { ["cat"] = 3 },
            },
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal([1, 1, 3], result.Model.Description.Options.Heads.ClassWeights!);
    }

    [Fact]
    public void Train_WeightOfAnUnknownClass_NamesIt()
    {
        var options = Options("m.mlabels") with { ClassWeights = new Dictionary<string, double> { ["dog"] = 3 } };

        var error = Assert.Throws<InvalidInputException>(() =>
            ImageRuns.Train(options, cancellationToken: TestContext.Current.CancellationToken)
        );

        Assert.Contains("'dog'", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(options.Model));
    }

    [Fact]
    public void Train_Cancelled_ThrowsAndWritesNothing()
    {
        using var source = new CancellationTokenSource();
        // The token falls when training has begun.
        var listener = new Listener(_ => source.Cancel());

        Assert.ThrowsAny<OperationCanceledException>(() =>
            ImageRuns.Train(Options("m.mlabels"), listener, listener, source.Token)
        );
        Assert.False(File.Exists(_folder.File("m.mlabels")));
    }

    [Fact]
    public void Evaluate_OutOfDomainAndGates_WritesTheReportAndNamesTheGate()
    {
        var trained = Options("m.mlabels");
        ImageRuns.Train(trained, cancellationToken: TestContext.Current.CancellationToken);
        var listener = new Listener();
        string gates = _folder.Write("gates.json", """{ "minAccuracy": 1, "maxSkippedFiles": 0 }""");

        var result = ImageRuns.Evaluate(
            new EvaluateOptions
            {
                Model = trained.Model!,
                Embeddings = trained.Embeddings,
                OutOfDomain = ["far:" + Points.Write(_folder, "strangers", shift: -30)],
                OutputFolder = _folder.File("report"),
                PredictionsFolder = _folder.File("predictions"),
                GatesFile = gates,
                Command = "a test",
            },
            listener,
            listener,
            TestContext.Current.CancellationToken
        );

        Assert.All(
            [result.HtmlFile!, result.JsonFile!, _folder.File("predictions", "softmax.csv")],
            f => Assert.True(File.Exists(f), f)
        );
        Assert.Contains("minAccuracy", Assert.Single(result.FailedGates), StringComparison.Ordinal);
        Assert.Contains("strangers", File.ReadAllText(result.JsonFile!), StringComparison.Ordinal);
        Assert.Equal(["Judging the model", "Making the report"], listener.Reported.Select(p => p.Phase).Distinct());
    }

    [Fact]
    public void Evaluate_NothingAskedFor_WritesNothing()
    {
        var trained = Options("m.mlabels");
        ImageRuns.Train(trained, cancellationToken: TestContext.Current.CancellationToken);
        string[] before = Directory.GetFileSystemEntries(_folder.Path);

        var result = ImageRuns.Evaluate(
            new EvaluateOptions { Model = trained.Model!, Embeddings = trained.Embeddings },
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal((null, null), (result.HtmlFile, result.JsonFile));
        Assert.Empty(result.FailedGates);
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Path));
    }

    private TrainOptions Options(string model) =>
        new()
        {
            Embeddings = Points.Write(_folder, "points"),
            Model = _folder.File(model),
            Trainer = new TrainerOptions { Heads = new HeadOptions { L2 = 0.05 } },
        };
}
