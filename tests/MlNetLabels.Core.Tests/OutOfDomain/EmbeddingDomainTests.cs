using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Core.Tests.OutOfDomain;

public class EmbeddingDomainTests
{
    private static readonly TrainerOptions s_options = new() { Heads = new HeadOptions { L2 = 0.01 } };

    private static EmbeddingDomain Fit(ImageDataset? dataset) =>
        EmbeddingDomain.Fit(
            TestModels.Data().Embeddings,
            TestModels.Data(20, seed: 20).Embeddings,
            dataset,
            s_options,
            TestContext.Current.CancellationToken
        );

    [Fact]
    public void Fit_NoLabels_HasTheScoresOfEmbeddingsAlone() =>
        Assert.Equal(
            OutOfDomainScorers.Names.Where(n => OutOfDomainScorers.Create(n).Head == ScoreHead.Embedding),
            Fit(null).Scores
        );

    [Fact]
    public void Fit_Classes_HasEveryScore() =>
        Assert.Equal(OutOfDomainScorers.Names, Fit(TestModels.Data().Dataset).Scores);

    [Fact]
    public void Check_InsideAndOutside_CutsBetween()
    {
        var domain = Fit(null);

        var (inside, outside) = (
            domain.Check("mahalanobis", TestModels.Data(40, seed: 30).Embeddings),
            domain.Check("mahalanobis", TestModels.Cloud(40, 5, 60, 3))
        );

        Assert.All(outside, c => Assert.True(c.Rejected && c.PValue <= 0.05));
        // 120 images at a reject rate of 0.05: above 24 once in a million.
        Assert.InRange(inside.Count(c => c.Rejected), 0, 24);
    }

    [Fact]
    public void Check_SameImagesAsTheModel_GivesTheModelsScore()
    {
        var data = TestModels.Data();
        var model = TestModels.Train(data);
        var splits = Splitter.Divide(data);
        int[] train = splits.Rows(Split.Train);
        var domain = EmbeddingDomain.Fit(
            data.Embeddings.Select(train),
            data.Embeddings.Select(splits.Rows(Split.Validation)),
            data.Dataset with
            {
                Rows = [.. train.Select(i => data.Dataset.Rows[i])],
            },
            s_options,
            TestContext.Current.CancellationToken
        );
        var some = TestModels.Cloud(5, 4, 3, 9);

        Assert.Equal(
            model.Predict(some).Select(p => p.Domain),
            domain.Check(model.Manifest.Domain.Decider, some, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public void Check_ScoreThatDoesNotApply_NamesThoseThatDo() =>
        Assert.Contains(
            "vim",
            Assert.Throws<InvalidInputException>(() => Fit(null).Check("energy", TestModels.Cloud(1, 0, 0, 1))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Check_OtherDimensions_Throws() =>
        Assert.Throws<InvalidInputException>(() => Fit(null).Check("vim", new MlNetLabels.Numerics.Matrix(1, 3)));
}
