using System.Collections.Concurrent;
using MlNetLabels.Embedding;
using MlNetLabels.Images;
using MlNetLabels.Models;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Embedding;

public sealed class ImagePredictorTests(TrainedPictures trained) : IClassFixture<TrainedPictures>
{
    // Far longer than the work takes on any machine.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly byte[] Red = TrainedPictures.Picture(100, isRed: true);

    [Fact]
    public void Load_Path_PredictsAsModelAndBackboneDo()
    {
        using var predictor = ImagePredictor.Load(trained.Bundle);

        var expected = trained.Model.Predict(new ImageEmbedder(Bundled.Backbone).Embed(Red));

        Assert.Equal("red", expected.Class);
        AssertSame(expected, predictor.Predict(Red));
    }

    [Fact]
    public void Load_Bytes_PredictsTheSame()
    {
        using var predictor = ImagePredictor.Load(File.ReadAllBytes(trained.Bundle));

        AssertSame(trained.Model.Predict(new ImageEmbedder(Bundled.Backbone).Embed(Red)), predictor.Predict(Red));
    }

    [Fact]
    public async Task LoadAsync_Path_PredictsTheSameUnlessCancelled()
    {
        using var predictor = await ImagePredictor.LoadAsync(trained.Bundle, cancellationToken: Token);

        AssertSame(trained.Model.Predict(new ImageEmbedder(Bundled.Backbone).Embed(Red)), predictor.Predict(Red));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            ImagePredictor.LoadAsync(trained.Bundle, cancellationToken: new CancellationToken(canceled: true))
        );
    }

    [Fact]
    public void Load_StreamThatCannotSeek_PredictsTheSame()
    {
        using var file = File.OpenRead(trained.Bundle);
        using var stream = new ForwardStream(file);
        using var predictor = ImagePredictor.Load(stream);

        AssertSame(trained.Model.Predict(new ImageEmbedder(Bundled.Backbone).Embed(Red)), predictor.Predict(Red));
        Assert.True(file.CanRead);
    }

    [Fact]
    public async Task Predict_AnyWayIn_GivesTheSame()
    {
        using var predictor = new ImagePredictor(trained.Model, Bundled.Backbone);
        byte[] content = await File.ReadAllBytesAsync(trained.RedFile, Token);
        var expected = predictor.Predict(trained.RedFile, cancellationToken: Token);

        AssertSame(expected, predictor.Predict(content, cancellationToken: Token));
        AssertSame(expected, await predictor.PredictAsync(trained.RedFile, cancellationToken: Token));
        AssertSame(expected, await predictor.PredictAsync(content, cancellationToken: Token));
        await using var stream = new ForwardStream(new MemoryStream(content));
        AssertSame(expected, await predictor.PredictAsync(stream, cancellationToken: Token));
    }

    [Fact]
    public async Task Predict_AnotherRejectRate_HasTheModelsCutForIt()
    {
        using var predictor = new ImagePredictor(trained.Model, Bundled.Backbone);
        double cut = trained.Model.DomainCut(0.4).Cut;

        Assert.Equal(cut, predictor.Predict(Red, 0.4, Token).Domain.Cut);
        Assert.Equal(cut, (await predictor.PredictAsync(Red, 0.4, Token)).Domain.Cut);
        Assert.Throws<ArgumentOutOfRangeException>("rejectRate", () => predictor.Predict(Red, 1.5));
    }

    [Fact]
    public async Task Predict_BadImage_SaysWhyAndNamesTheFile()
    {
        using var predictor = new ImagePredictor(trained.Model, Bundled.Backbone);

        Assert.Throws<ImageException>(() => predictor.Predict("no"u8));
        await Assert.ThrowsAsync<ImageException>(() => predictor.PredictAsync(new byte[3], cancellationToken: Token));
        var missing = await Assert.ThrowsAsync<ImageException>(() =>
            predictor.PredictAsync("missing.png", cancellationToken: Token)
        );
        Assert.Equal(("missing.png", "not found"), (missing.File, missing.Reason));
        var notAnImage = await Assert.ThrowsAsync<ImageException>(() =>
            predictor.PredictAsync(trained.Bundle, cancellationToken: Token)
        );
        Assert.Equal(trained.Bundle, notAnImage.File);
    }

    [Fact]
    public async Task Predict_Cancelled_Throws()
    {
        using var predictor = new ImagePredictor(trained.Model, Bundled.Backbone);
        var cancelled = new CancellationToken(canceled: true);

        Assert.Throws<OperationCanceledException>(() => predictor.Predict(Red, null, cancelled));
        Assert.Throws<OperationCanceledException>(() => predictor.Predict(trained.RedFile, null, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => predictor.PredictAsync(Red, null, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            predictor.PredictAsync(trained.RedFile, null, cancelled)
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            predictor.PredictAsync(new MemoryStream(Red), null, cancelled)
        );
    }

    [Fact]
    public void New_AnotherBackbone_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var other = SmallOnnx.Load(folder, SmallOnnx.Model(), SmallOnnx.Card("scores"));

        Assert.Throws<InvalidInputException>(() => new ImagePredictor(trained.Model, other));
    }

    [Fact]
    public void Dispose_GivenBackbone_LeavesItOpen()
    {
        new ImagePredictor(trained.Model, Bundled.Backbone).Dispose();

        Assert.NotEmpty(new ImageEmbedder(Bundled.Backbone).Embed(Red));
    }

    [Fact]
    public async Task Dispose_Done_LaterCallsThrow()
    {
        var predictor = ImagePredictor.Load(trained.Bundle);
        predictor.Dispose();
        predictor.Dispose();

        Assert.Throws<ObjectDisposedException>(() => predictor.Predict(Red));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => predictor.PredictAsync(Red, cancellationToken: Token));
    }

    [Fact]
    public void Dispose_AgainAndAgainUnderLoad_EveryAnswerIsRightOrDisposed()
    {
        const int Swaps = 8;
        var expected = trained.Model.Predict(new ImageEmbedder(Bundled.Backbone).Embed(Red));
        var failures = new ConcurrentQueue<Exception>();
        var predictor = ImagePredictor.Load(trained.Bundle);
        int answers = 0,
            stop = 0;
        Thread[] threads =
        [
            .. Enumerable
                .Range(0, 6)
                .Select(i => new Thread(() =>
                {
                    while (Volatile.Read(ref stop) == 0)
                        try
                        {
                            var current = Volatile.Read(ref predictor);
                            AssertSame(expected, current.Predict(Red));
                            Interlocked.Increment(ref answers);
                        }
                        catch (ObjectDisposedException) { }
                        catch (Exception e)
                        {
                            failures.Enqueue(e);
                            return;
                        }
                })),
        ];
        foreach (var thread in threads)
            thread.Start();

        for (int swap = 0; swap < Swaps; swap++)
        {
            int seen = Volatile.Read(ref answers);
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref answers) > seen || !failures.IsEmpty, Patience));
            Interlocked.Exchange(ref predictor, ImagePredictor.Load(trained.Bundle)).Dispose();
        }
        Volatile.Write(ref stop, 1);
        Assert.All(threads, thread => Assert.True(thread.Join(Patience)));
        predictor.Dispose();

        Assert.Empty(failures);
        Assert.True(answers >= Swaps);
    }

    private static void AssertSame(Prediction expected, Prediction actual)
    {
        Assert.Equal(
            (expected.Verdict, expected.Class, expected.Domain),
            (actual.Verdict, actual.Class, actual.Domain)
        );
        Assert.Equal(expected.Classes, actual.Classes);
        Assert.Equal(expected.Labels, actual.Labels);
    }
}
