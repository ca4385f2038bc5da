using MlNetLabels.Caching;
using MlNetLabels.Embedding;
using MlNetLabels.Models;
using MlNetLabels.Monitoring;
using MlNetLabels.Onnx;

namespace MlNetLabels.Runs.Tests;

/// <summary>What options default to, and which are refused before any work.</summary>
public sealed class OptionsTests
{
    [Fact]
    public void EmbeddingSettings_Defaults_AreAsDocumented()
    {
        var settings = new EmbeddingSettings();

        Assert.Equal(Environment.ProcessorCount, settings.Threads);
        Assert.Equal(new EmbeddingOptions().Timeout, settings.Timeout);
        Assert.Null(settings.CacheFile);
        Assert.Equal(new EmbeddingCacheOptions().MaxBytes, settings.MaxCacheBytes);
        Assert.Equal(FailureLimit.None, settings.MaxFailures);
    }

    [Fact]
    public void RunOptions_Defaults_AreAsDocumented()
    {
        var train = new TrainOptions();
        var evaluate = new EvaluateOptions { Model = "m" };
        var predict = new PredictOptions { Model = "m", Images = [] };
        var export = new ExportOptions { Model = "m" };
        var compare = new CompareBackbonesOptions { Data = "d" };
        var monitor = new MonitorOptions { Model = "m", Images = [] };
        var suggest = new SuggestOptions { Pool = "p" };

        Assert.Equal(("mobilenet-v3-small", false, null), (train.Backbone, train.UseMLNetTrainers, train.Model));
        Assert.Equal(new TrainerOptions(), train.Trainer);
        Assert.Equal((1, null, null), (evaluate.Seed, evaluate.OutputFolder, evaluate.GatesFile));
        Assert.Equal((null, FailureLimit.All), (predict.RejectRate, predict.Embedding.MaxFailures));
        Assert.Equal((200, null, new WindowOptions()), (monitor.WindowSize, monitor.HtmlFile, monitor.Window));
        Assert.Equal(FailureLimit.All, monitor.Embedding.MaxFailures);
        Assert.Equal((50, null, null, 1), (suggest.Count, suggest.Strategy, suggest.Model, suggest.Seed));
        Assert.Equal(("mobilenet-v3-small", FailureLimit.All), (suggest.Backbone, suggest.Embedding.MaxFailures));
        Assert.Equal(OnnxInput.Tensor, export.Input);
        Assert.Equal((null, new TrainerOptions()), (compare.Folds, compare.Trainer));
        Assert.Empty(compare.Backbones);
    }

    [Fact]
    public void Run_OptionsOutOfRange_AreRefusedWithTheValue()
    {
        Assert.Contains(
            "-2",
            Assert
                .Throws<ArgumentOutOfRangeException>(() =>
                    ImageRuns.Train(
                        new TrainOptions
                        {
                            Data = "x",
                            Embedding = new EmbeddingSettings { Threads = -2 },
                        }
                    )
                )
                .Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            ImageRuns.Train(
                new TrainOptions
                {
                    Data = "x",
                    ClassWeights = new Dictionary<string, double> { ["a"] = double.NaN },
                }
            )
        );
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            ImageRuns.Monitor(
                new MonitorOptions
                {
                    Model = "m",
                    Images = ["x"],
                    WindowSize = 19,
                }
            )
        );
        Assert.Throws<ArgumentException>(() => ImageRuns.Monitor(new MonitorOptions { Model = "m", Images = [] }));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            ImageRuns.Predict(
                new PredictOptions
                {
                    Model = "m",
                    Images = ["x"],
                    RejectRate = 1,
                }
            )
        );
        Assert.Throws<ArgumentException>(() => ImageRuns.Predict(new PredictOptions { Model = "m", Images = [] }));
        Assert.Throws<ArgumentException>(() => ImageRuns.Export(new ExportOptions { Model = "m" }));
        Assert.Throws<ArgumentException>(() => ImageRuns.Demo(new DemoOptions { OutputFolder = "x" }));
        Assert.Throws<InvalidInputException>(() => ImageRuns.Train(new TrainOptions()));
        Assert.Throws<InvalidInputException>(() =>
            ImageRuns.Embed(new EmbedOptions { Images = "x", Output = "x.bin" })
        );
    }

    [Theory]
    [InlineData("all", 7, 7)]
    [InlineData("3", 7, 3)]
    [InlineData("0", 7, 0)]
    [InlineData("5%", 41, 2)]
    // As binary fractions, 0.57 % of 10,000 come to a hair less than 57.
    [InlineData("0.57%", 10_000, 57)]
    public void FailureLimit_Text_AllowsSoMany(string text, int total, int allowed)
    {
        Assert.True(FailureLimit.TryParse(text, out var limit));

        Assert.Equal(allowed, limit.Allowed(total));
        Assert.Equal(text, limit.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("some")]
    [InlineData("-1")]
    [InlineData("-1%")]
    [InlineData("101%")]
    [InlineData("NaN%")]
    [InlineData("99999999999")]
    public void FailureLimit_AnyOtherText_IsNone(string? text)
    {
        Assert.False(FailureLimit.TryParse(text, out var limit));

        Assert.Equal(FailureLimit.None, limit);
    }

    [Fact]
    public void PublicTypes_AreFew() => Assert.InRange(typeof(ImageRuns).Assembly.GetExportedTypes().Length, 1, 29);
}
