using System.Text.Json;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Heads;

/// <summary>Both trainers against optima found in double precision by scikit-learn and SciPy.</summary>
public sealed class HeadReferenceTests
{
    // The reference's own optimiser stops near 1e-8; single-precision logits move the loss by parts in ten million.
    private const double ObjectiveTolerance = 1e-6;

    // Asked for by the product: no probability may be off by more than this.
    private const double ProbabilityTolerance = 1e-4;

    [Theory]
    [InlineData("prints")]
    [InlineData("flowers")]
    public void SoftmaxFit_ReferenceEmbeddings_ReachesTheOptimum(string set)
    {
        var reference = ReferenceFiles.Json("heads.json").GetProperty(set);
        var (features, classes, names) = ClassRows(set, reference);

        var fit = new SoftmaxTrainer(new HeadOptions { L2 = 0.01 }).Fit(features, classes, names.Length);

        AssertSoftmax(reference.GetProperty("softmax"), reference, features, fit);
    }

    [Fact]
    public void SoftmaxFit_ClassWeights_ReachesTheWeightedOptimum()
    {
        var reference = ReferenceFiles.Json("heads.json").GetProperty("flowers");
        var (features, classes, names) = ClassRows("flowers", reference);

        var fit = new SoftmaxTrainer(
            new HeadOptions { L2 = 0.01, ClassWeights = reference.GetProperty("class_weights").Doubles() }
        ).Fit(features, classes, names.Length);

        AssertSoftmax(reference.GetProperty("weighted"), reference, features, fit);
    }

    [Fact]
    public void LabelFit_Classes_ReachesEveryOptimum()
    {
        var reference = ReferenceFiles.Json("heads.json").GetProperty("prints");
        var (features, classes, names) = ClassRows("prints", reference);

        var fit = new LabelTrainer(new HeadOptions { L2 = 0.01 }).Fit(
            features,
            LabelMatrix.FromClasses(classes, names.Length),
            names
        );

        AssertLabels(
            reference.GetProperty("labels"),
            features.Embeddings,
            reference.GetProperty("test").Ints(),
            features,
            fit
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LabelFit_LabelSets_ReachesEveryOptimum(bool masked)
    {
        var reference = ReferenceFiles.Json("heads.json").GetProperty("aquarium");
        string[] names = [.. reference.GetProperty("labels").EnumerateArray().Select(x => x.GetString()!)];
        var embeddings = NpyFile.Read(ReferenceFiles.Embeddings("aquarium"));
        string[][] csv = [.. File.ReadLines(ReferenceFiles.Rows("aquarium")).Skip(1).Select(l => l.Split(','))];
        int[] train = Rows(csv, "train"),
            test = Rows(csv, "test");
        var truth = new LabelMatrix(train.Length, names.Length);
        for (int i = 0; i < train.Length; i++)
        for (int k = 0; k < names.Length; k++)
            truth[i, k] =
                masked && (7 * i + 3 * k) % 11 == 0 ? LabelState.Unknown : (LabelState)int.Parse(csv[train[i]][2 + k]);
        var features = FeatureRows.Fit(embeddings, train);

        var fit = new LabelTrainer(new HeadOptions { L2 = 0.01 }).Fit(features, truth, names);

        AssertLabels(masked ? reference.GetProperty("masked") : reference, embeddings, test, features, fit);
    }

    private static void AssertSoftmax(JsonElement expected, JsonElement reference, FeatureRows features, HeadFit fit)
    {
        Assert.Empty(fit.Warnings);
        AssertClose(expected.GetProperty("objective").GetDouble(), fit.Objectives[0]);
        var logits = fit.Layer.Logits(
            features.Standardizer.Apply(features.Embeddings.Select(reference.GetProperty("test").Ints()))
        );
        var probabilities = new Matrix(logits.Rows, logits.Columns);
        for (int i = 0; i < logits.Rows; i++)
            Losses.Softmax(logits.Row(i), probabilities.Row(i));
        AssertProbabilities(expected.GetProperty("test_probabilities").ToMatrix(), probabilities);
    }

    private static void AssertLabels(
        JsonElement expected,
        Matrix embeddings,
        int[] test,
        FeatureRows features,
        HeadFit fit
    )
    {
        Assert.Empty(fit.Warnings);
        double[] objectives = expected.GetProperty("objective").Doubles();
        for (int k = 0; k < objectives.Length; k++)
            AssertClose(objectives[k], fit.Objectives[k]);
        var probabilities = fit.Layer.Logits(features.Standardizer.Apply(embeddings.Select(test)));
        foreach (ref float value in probabilities.Span)
            value = (float)Losses.Sigmoid(value);
        AssertProbabilities(expected.GetProperty("test_probabilities").ToMatrix(), probabilities);
    }

    private static void AssertClose(double expected, double actual) =>
        Assert.True(
            Math.Abs(actual - expected) <= ObjectiveTolerance * expected,
            $"objective {actual:r}, expected {expected:r}, relative {(actual - expected) / expected:g2}"
        );

    private static void AssertProbabilities(Matrix expected, Matrix actual)
    {
        Assert.Equal((expected.Rows, expected.Columns), (actual.Rows, actual.Columns));
        for (int i = 0; i < expected.Span.Length; i++)
            Assert.Equal(expected.Span[i], actual.Span[i], ProbabilityTolerance);
    }

    private static (FeatureRows Features, int[] Classes, string[] Names) ClassRows(string set, JsonElement reference)
    {
        string[] names = [.. reference.GetProperty("classes").EnumerateArray().Select(x => x.GetString()!)];
        var embeddings = NpyFile.Read(ReferenceFiles.Embeddings(set));
        string[] labels = [.. File.ReadLines(ReferenceFiles.Rows(set)).Skip(1).Select(l => l.Split(',')[1])];
        int[] train = reference.GetProperty("train").Ints();
        return (FeatureRows.Fit(embeddings, train), [.. train.Select(i => Array.IndexOf(names, labels[i]))], names);
    }

    private static int[] Rows(string[][] csv, string split) =>
        [.. Enumerable.Range(0, csv.Length).Where(i => csv[i][1] == split)];
}
