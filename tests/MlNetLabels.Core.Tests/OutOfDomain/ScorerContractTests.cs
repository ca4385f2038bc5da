using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Core.Tests.OutOfDomain;

/// <summary>What every score keeps, whichever it is.</summary>
public class ScorerContractTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. OutOfDomainScorers.Names];

    public static TheoryData<string> EmbeddingNames =>
        [.. OutOfDomainScorers.Names.Where(n => OutOfDomainScorers.Create(n).Head == ScoreHead.Embedding)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Score_NotFitted_Throws(string name)
    {
        var scorer = OutOfDomainScorers.Create(name);
        var input = SyntheticDomain.Input(1, 4, 3, seed: 2);

        Assert.False(scorer.IsFitted);
        Assert.Throws<InvalidOperationException>(() => scorer.Score(input[0]));
        Assert.Throws<InvalidOperationException>(() => scorer.Score(input, Token));
        Assert.Throws<InvalidOperationException>(() => scorer.State);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Score_OneRowOrBatch_SameBits(string name)
    {
        var scorer = Fit(name, SyntheticDomain.Training(100, 21));
        var input = SyntheticDomain.Input(150, 21, 3, seed: 2);

        double[] batch = scorer.Score(input, Token);

        Assert.Equal(input.Rows, batch.Length);
        for (int i = 0; i < batch.Length; i++)
            Assert.Equal(batch[i], scorer.Score(input[i]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Restore_State_ScoresSameBits(string name)
    {
        var input = SyntheticDomain.Input(20, 21, 3, seed: 2);
        var scorer = Fit(name, SyntheticDomain.Training(60, 21));

        var restored = OutOfDomainScorers.Restore(scorer.State);

        Assert.True(restored.IsFitted);
        Assert.Equal(scorer.Score(input, Token), restored.Score(input, Token));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Restore_AnyPartMissingOrResized_Throws(string name)
    {
        var state = Fit(name, SyntheticDomain.Training(30, 9)).State;

        foreach (string part in state.Numbers.Keys)
        {
            Assert.Throws<InvalidInputException>(() =>
                OutOfDomainScorers.Restore(state with { Numbers = Without(state.Numbers, part) })
            );
            foreach (
                double damaged in part.EndsWith("alpha", StringComparison.Ordinal)
                    ? [double.NaN, -2]
                    : new[] { double.NaN, -2, 1e15 }
            )
                Assert.Throws<InvalidInputException>(() =>
                    OutOfDomainScorers.Restore(
                        state with
                        {
                            Numbers = new Dictionary<string, double>(state.Numbers) { [part] = damaged },
                        }
                    )
                );
        }
        foreach (string part in state.Tensors.Keys)
        {
            var (shape, values) = state.Tensors[part];
            StateTensor cut = new(shape, values[1..]),
                wide = new([.. shape.Take(shape.Count - 1), shape[^1] + 1], values),
                spoilt = new(shape, new float[values.Length]);
            spoilt = spoilt with { Values = Enumerable.Repeat(float.NaN, values.Length).ToArray() };
            Assert.Throws<InvalidInputException>(() =>
                OutOfDomainScorers.Restore(state with { Tensors = Without(state.Tensors, part) })
            );
            foreach (var damaged in new[] { cut, wide, spoilt })
                Assert.Throws<InvalidInputException>(() =>
                    OutOfDomainScorers.Restore(
                        state with
                        {
                            Tensors = new Dictionary<string, StateTensor>(state.Tensors) { [part] = damaged },
                        }
                    )
                );
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Score_OtherWidth_Throws(string name)
    {
        var scorer = Fit(name, SyntheticDomain.Training(30, 9));
        var input = SyntheticDomain.Input(1, 10, 4, seed: 2);

        Assert.Throws<ArgumentException>(() => scorer.Score(input[0]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Score_NotFinite_Throws(string name)
    {
        var scorer = Fit(name, SyntheticDomain.Training(30, 9));
        var input = SyntheticDomain.Input(2, 9, 3, seed: 2);
        input.AsMatrix()[1, 3] = float.NaN;

        Assert.Throws<InvalidInputException>(() => scorer.Score(input[1]));
        Assert.Throws<InvalidInputException>(() => scorer.Score(input, Token));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Score_NoRows_GivesNone(string name) =>
        Assert.Empty(Fit(name, SyntheticDomain.Training(30, 9)).Score(SyntheticDomain.Input(0, 9, 3, seed: 2), Token));

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_NoImages_Throws(string name) =>
        Assert.Throws<InvalidInputException>(() => Fit(name, SyntheticDomain.Training(0, 9)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Score_FewRowsOneClassOrOneRow_Finite(string name)
    {
        foreach (
            var training in new[]
            {
                SyntheticDomain.Training(12, 40),
                SyntheticDomain.Training(50, 8, classes: 1),
                SyntheticDomain.Training(1, 8, classes: 1),
            }
        )
        {
            int d = training.Input.Embeddings.Columns,
                classes = training.Input.SoftmaxLogits!.Columns;
            Assert.All(
                Fit(name, training).Score(SyntheticDomain.Input(10, d, classes, seed: 3), Token),
                score => Assert.True(double.IsFinite(score))
            );
        }
    }

    [Theory]
    [MemberData(nameof(EmbeddingNames))]
    public void Score_NoTruthAndNoLogits_FurtherOutIsLarger(string name)
    {
        var all = SyntheticDomain.Training(200, 16);
        var scorer = Fit(name, new ScorerTraining { Input = new ScorerInput { Embeddings = Shifted(all.Input, 1) } });
        var inside = new ScorerInput { Embeddings = Shifted(SyntheticDomain.Input(100, 16, 3, seed: 4), 1) }.AndRaw();
        var outside = new ScorerInput { Embeddings = Shifted(SyntheticDomain.Input(100, 16, 3, seed: 5), -3) }.AndRaw();

        Assert.True(Separation.Auroc(scorer.Score(inside, Token), scorer.Score(outside, Token)) > 0.9);
    }

    [Theory]
    [MemberData(nameof(EmbeddingNames))]
    public void Score_LabelData_FurtherOutIsLarger(string name)
    {
        var labelled = SyntheticDomain.Training(200, 16).AsLabels();
        var scorer = Fit(
            name,
            labelled with
            {
                Input = labelled.Input with { Embeddings = Shifted(labelled.Input, 1) },
            }
        );
        var inside = SyntheticDomain.Input(100, 16, 3, seed: 4);
        var outside = (inside with { Embeddings = Shifted(inside, -4) }).AndRaw();
        inside = (inside with { Embeddings = Shifted(inside, 1) }).AndRaw();

        Assert.True(Separation.Auroc(scorer.Score(inside, Token), scorer.Score(outside, Token)) > 0.9);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_MissingLogitsOfItsHead_ThrowsOrNeedsNone(string name)
    {
        var training = SyntheticDomain.Training(30, 9);
        var bare = training with { Input = new ScorerInput { Embeddings = training.Input.Embeddings } };

        if (OutOfDomainScorers.Create(name).Head == ScoreHead.Embedding)
            Assert.True(Fit(name, bare).IsFitted);
        else
            Assert.Throws<ArgumentException>(() => Fit(name, bare));
    }

    [Fact]
    public void Create_UnknownName_NamesTheKnown() =>
        Assert.Contains(
            "mahalanobis",
            Assert.Throws<InvalidInputException>(() => OutOfDomainScorers.Create("odin")).Message,
            StringComparison.Ordinal
        );

    private static IOutOfDomainScorer Fit(string name, ScorerTraining training)
    {
        var scorer = OutOfDomainScorers.Create(name);
        scorer.Fit(training.Complete(), Token);
        return scorer;
    }

    private static Dictionary<string, T> Without<T>(IReadOnlyDictionary<string, T> parts, string part) =>
        parts.Where(p => p.Key != part).ToDictionary(p => p.Key, p => p.Value);

    private static MlNetLabels.Numerics.Matrix Shifted(ScorerInput input, float by)
    {
        // One direction only: a shift of everything at once would leave the directions of normalised rows alike.
        var shifted = input.Select([.. Enumerable.Range(0, input.Rows)]).AsMatrix();
        for (int i = 0; i < shifted.Rows; i++)
        for (int j = 0; j < shifted.Columns; j++)
            shifted[i, j] += j % 2 == 0 ? by : -by;
        return shifted;
    }
}
