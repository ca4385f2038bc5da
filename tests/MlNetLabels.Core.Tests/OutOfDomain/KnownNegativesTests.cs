using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.OutOfDomain;

public class KnownNegativesTests
{
    private static readonly EmbeddedDataset s_data = KnownNegatives.Add(TestModels.Data(), TestModels.Nothing());
    private static readonly Model s_model = TestModels.Train(s_data);

    [Fact]
    public void Predict_UnseenNegative_IsNone()
    {
        var predictions = s_model.Predict(TestModels.Nothing(200, seed: 5).Embeddings);

        // At most one in twenty may be rejected, of 200 rarely more than 20.
        Assert.InRange(predictions.Count(p => p.Verdict == Verdict.None), 180, 200);
        Assert.DoesNotContain(predictions, p => p.Verdict == Verdict.Class);
    }

    [Fact]
    public void Predict_ImageOfAClass_IsThatClass()
    {
        var prediction = s_model.Predict(TestModels.Data(seed: 50).Embeddings.Row(0), rejectRate: 0.001);

        Assert.Equal((Verdict.Class, "a"), (prediction.Verdict, prediction.Class));
    }

    [Fact]
    public void Predict_TrainedWithoutNegatives_NeverSaysNone()
    {
        var model = TestModels.Train(TestModels.Data());

        Assert.False(model.SupportsNone);
        Assert.DoesNotContain(
            model.Predict(TestModels.Nothing(seed: 5).Embeddings, rejectRate: 0.001),
            p => p.Verdict == Verdict.None
        );
    }

    [Fact]
    public void Train_Negatives_DoNotReachSoftmax()
    {
        var softmax = s_model.Manifest.Softmax!;

        Assert.Equal(["a", "b", "c"], softmax.Classes);
        Assert.Equal(s_data.Dataset.Rows.Count * 3 / 4 / 5, softmax.Validation!.Count);
    }

    [Fact]
    public void Divide_Negatives_FallIntoAllSplits()
    {
        var splits = Splitter.Divide(s_data);

        int[] negatives =
        [
            .. new[] { Split.Train, Split.Validation, Split.Test }.Select(split =>
                splits.Rows(split).Count(s_data.Dataset.IsNegative)
            ),
        ];
        Assert.Equal([36, 12, 12], negatives);
        Assert.Equal(36, s_model.Manifest.Training.Negatives);
    }

    [Fact]
    public void Load_ModelWithNegatives_KeepsBothHeadsOfLabels()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.mlabels");
        s_model.Save(path);

        var loaded = Model.Load(path);
        var outputs = loaded.Compute(TestModels.Nothing(seed: 5).Embeddings, TestContext.Current.CancellationToken);

        Assert.True(loaded.SupportsNone);
        Assert.Equal(
            s_model.LabelProbabilitiesWithoutNegatives(outputs)!.Span,
            loaded.LabelProbabilitiesWithoutNegatives(outputs)!.Span
        );
    }

    [Fact]
    public void Add_ImageThatHasALabelToo_Throws()
    {
        var data = TestModels.Data();
        var twin = TestModels.Nothing(1) with
        {
            Embeddings = data.Embeddings.Select([0]),
            Contents = [data.Contents[0]],
        };

        var error = Assert.Throws<InvalidInputException>(() => KnownNegatives.Add(data, twin));

        Assert.Contains("image0.png", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Add_PrescribedSplits_DealsNegativesOutOverThem(bool hasValidation)
    {
        var data = TestModels.Data();
        Split Use(int i) =>
            (i % 5) switch
            {
                0 => Split.Test,
                1 when hasValidation => Split.Validation,
                _ => Split.Train,
            };
        data = data with
        {
            Dataset = data.Dataset with { Rows = [.. data.Dataset.Rows.Select((r, i) => r with { Split = Use(i) })] },
        };

        var all = KnownNegatives.Add(data, TestModels.Nothing());

        Assert.Equal(
            hasValidation ? [36, 12, 12] : [48, 0, 12],
            new[] { Split.Train, Split.Validation, Split.Test }.Select(split =>
                Enumerable
                    .Range(0, all.Dataset.Rows.Count)
                    .Count(i => all.Dataset.IsNegative(i) && all.Dataset.Rows[i].Split == split)
            )
        );
        Assert.NotEmpty(Splitter.Divide(all).Rows(Split.Validation));
    }

    [Fact]
    public void Add_OtherDimensions_Throws() =>
        Assert.Throws<InvalidInputException>(() =>
            KnownNegatives.Add(
                TestModels.Data(),
                TestModels.Nothing() with
                {
                    Embeddings = new MlNetLabels.Numerics.Matrix(60, 3),
                }
            )
        );
}
