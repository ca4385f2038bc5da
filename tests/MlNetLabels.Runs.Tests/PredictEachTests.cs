using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Testing;

namespace MlNetLabels.Runs.Tests;

// Memory is the process's: other tests would be seen in it.
[CollectionDefinition(nameof(PredictEachTests), DisableParallelization = true)]
public sealed class PredictEachAlone;

/// <summary>Answers come in order while the work goes on, and none is kept.</summary>
[Collection(nameof(PredictEachTests))]
public sealed class PredictEachTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _images,
        _model;

    public PredictEachTests()
    {
        _images = Drawn.Write(_folder, 12);
        _model = _folder.File("m.mlabels");
        ImageRuns.Train(
            new TrainOptions
            {
                Data = _images,
                Model = _model,
                Trainer = new TrainerOptions { Heads = new HeadOptions { L2 = 0.1 } },
            },
            cancellationToken: TestContext.Current.CancellationToken
        );
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PredictEach_ThreeThreads_GivesTheAnswersOfPredictInOrder()
    {
        var expected = ImageRuns.Predict(
            new PredictOptions { Model = _model, Images = [_images] },
            cancellationToken: TestContext.Current.CancellationToken
        );
        var images = new List<PredictedImage>();

        Each([_images], part => images.AddRange(part.Images));

        Assert.Equal(ImageFiles.Expand([_images]), images.Select(x => x.File));
        Assert.Equal(
            expected.Images.Select(x => (x.Prediction.Class, x.Prediction.Domain)),
            images.Select(x => (x.Prediction.Class, x.Prediction.Domain))
        );
        Assert.Equal(["circle", "square"], expected.ClassNames);
    }

    [Fact]
    public void PredictEach_UnreadableAmongOthers_ComesAtItsPlace()
    {
        string[] good = [.. ImageFiles.Expand([_images]).Take(2)];
        string bad = _folder.Write("bad.png", "no picture");
        var order = new List<string>();

        Each(
            [good[0], bad, good[1], bad],
            part => order.AddRange([.. part.Images.Select(x => x.File), .. part.Skipped.Select(x => x.File)])
        );

        Assert.Equal([good[0], bad, good[1], bad], order);
    }

    [Fact]
    public void PredictEach_FolderWithOtherNamesAndFiles_AnswersAllImagesAndCountsTheRest()
    {
        byte[] png = File.ReadAllBytes(ImageFiles.Expand([_images])[0]);
        foreach (string name in (string[])["a.jfif", "b.jpe", "c", "d.png", "e.txt"])
            _folder.Write("inbox/" + name, png);
        _folder.Write("inbox/f.txt", "words");
        string inbox = _folder.File("inbox");
        var (images, leftOut) = (new List<string>(), new List<SkippedFile>());

        Each(
            [inbox],
            part =>
            {
                images.AddRange(part.Images.Select(x => Path.GetFileName(x.File)));
                leftOut.AddRange(part.LeftOut);
            }
        );

        Assert.Equal(["a.jfif", "b.jpe", "c", "d.png", "e.txt"], images);
        Assert.Equal([new(inbox, "left out 1 file that is no image: f.txt")], leftOut);
    }

    [Fact]
    public void PredictEach_MoreUnreadableThanAllowed_StopsThere()
    {
        string good = ImageFiles.Expand([_images])[0],
            bad = _folder.Write("bad.png", "no picture");
        int answers = 0;

        var error = Assert.Throws<InvalidInputException>(() =>
            Each([good, bad, good, bad, good, good], part => answers += part.Images.Count, FailureLimit.FromCount(1))
        );

        Assert.Contains("bad.png", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, answers);
    }

    [Fact]
    public void PredictEach_TakerThrows_EndsTheRun()
    {
        var thrown = new InvalidOperationException();

        Assert.Same(
            thrown,
            Assert.Throws<InvalidOperationException>(() => Each([_images, _images], _ => throw thrown))
        );
    }

    [Fact]
    public void PredictEach_ManyImages_HoldsNoMoreThanFew()
    {
        const int Images = 12_000,
            Early = 2_000;
        // An answer takes half a kilobyte and more, so that 10,000 of them kept would be seen.
        const long MostGrowth = 2_000_000;
        string[] files = [.. Enumerable.Repeat(ImageFiles.Expand([_images])[0], Images)];
        long early = 0;
        int count = 0;

        Each(
            files,
            part =>
            {
                bool wasEarly = count < Early;
                count += part.Images.Count;
                if (wasEarly && count >= Early)
                    early = GC.GetTotalMemory(forceFullCollection: true);
            }
        );

        Assert.Equal(Images, count);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - early, long.MinValue, MostGrowth);
    }

    private void Each(IReadOnlyList<string> images, Action<PredictResult> take, FailureLimit? limit = null) =>
        ImageRuns.PredictEach(
            new PredictOptions
            {
                Model = _model,
                Images = images,
                Embedding = new EmbeddingSettings
                {
                    Threads = 3,
                    CacheFile = _folder.File("cache.db"),
                    MaxFailures = limit ?? FailureLimit.All,
                },
            },
            take,
            cancellationToken: TestContext.Current.CancellationToken
        );
}
