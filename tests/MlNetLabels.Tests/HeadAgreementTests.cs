using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.MLNet;
using MlNetLabels.Models;
using MlNetLabels.Testing;

namespace MlNetLabels.Tests;

/// <summary>ML.NET's trainers and ours minimise the same objective once lambda is translated.</summary>
public sealed class HeadAgreementTests
{
    // ML.NET adds up in single precision and stops where the loss hardly falls; asked for by the product.
    private const double Tolerance = 1e-3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("prints", 0.01)]
    [InlineData("flowers", 0.01)]
    [InlineData("flowers", 0.001)]
    public void FitSoftmax_ReferenceEmbeddings_ReachesOurObjective(string set, double l2)
    {
        var (features, classes, names) = Reference(set);
        var options = new HeadOptions { L2 = l2 };

        var theirs = new MLNetHeads().FitSoftmax(options, features, classes, names, null, Token);

        AssertClose(
            ModelTrainer.BuiltInHeads.FitSoftmax(options, features, classes, names, null, Token).Objectives,
            theirs.Objectives
        );
    }

    [Theory]
    [InlineData("prints")]
    [InlineData("flowers")]
    public void FitLabels_ReferenceEmbeddings_ReachesEveryObjective(string set)
    {
        var (features, classes, names) = Reference(set);
        var (truth, options) = (LabelMatrix.FromClasses(classes, names.Length), new HeadOptions { L2 = 0.01 });

        var theirs = new MLNetHeads().FitLabels(options, features, truth, names, null, Token);

        AssertClose(
            ModelTrainer.BuiltInHeads.FitLabels(options, features, truth, names, null, Token).Objectives,
            theirs.Objectives
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FitLabels_Aquarium_ReachesTheReferencesObjectives(bool masked)
    {
        var reference = ReferenceFiles.Json("heads.json").GetProperty("aquarium");
        string csv = ReferenceFiles.Rows("aquarium"),
            npy = ReferenceFiles.Embeddings("aquarium");
        var data = EmbeddedDataset.FromMatrix(DatasetReader.Read(csv), NpyFile.Read(npy), npy);
        int[] train =
        [
            .. Enumerable.Range(0, data.Embeddings.Rows).Where(i => data.Dataset.Rows[i].Split == Split.Train),
        ];
        var truth = data.Dataset.Truth(train);
        for (int i = 0; masked && i < truth.Rows; i++)
        for (int k = 0; k < truth.Labels; k++)
            if ((7 * i + 3 * k) % 11 == 0)
                truth[i, k] = LabelState.Unknown;

        var fit = new MLNetHeads().FitLabels(
            new HeadOptions { L2 = 0.01 },
            FeatureRows.Fit(data.Embeddings, train),
            truth,
            data.Dataset.LabelNames,
            null,
            Token
        );

        AssertClose(
            (masked ? reference.GetProperty("masked") : reference).GetProperty("objective").Doubles(),
            fit.Objectives
        );
    }

    [Fact]
    public void FitLabels_UnknownCellsAndWeights_ReachesEveryObjective()
    {
        var features = Points.Standardised with
        {
            Weights = Enumerable.Range(0, Points.Rows).Select(i => 1 + i % 3f).ToArray(),
        };
        var options = new HeadOptions { L2 = 0.02, PositiveWeights = [1, 3, 0.5] };

        var theirs = new MLNetHeads().FitLabels(options, features, Points.Truth, Points.Names, null, Token);

        AssertClose(
            ModelTrainer.BuiltInHeads.FitLabels(options, features, Points.Truth, Points.Names, null, Token).Objectives,
            theirs.Objectives
        );
    }

    [Fact]
    public void FitSoftmax_ClassWeights_ReachesOurObjective()
    {
        var options = new HeadOptions { L2 = 0.02, ClassWeights = [1, 2, 5] };

        var theirs = new MLNetHeads().FitSoftmax(
            options,
            Points.Standardised,
            Points.Classes,
            Points.Names,
            null,
            Token
        );

        AssertClose(
            ModelTrainer
                .BuiltInHeads.FitSoftmax(options, Points.Standardised, Points.Classes, Points.Names, null, Token)
                .Objectives,
            theirs.Objectives
        );
    }

    [Fact]
    public void FitLabels_Sdca_EndsAboveOurObjectiveByItsPenaltyOnBiases()
    {
        var options = new HeadOptions { L2 = 0.01 };

        var theirs = new MLNetHeads(MLNetAlgorithm.Sdca).FitLabels(
            options,
            Points.Standardised,
            Points.Truth,
            Points.Names,
            null,
            Token
        );

        double[] ours =
        [
            .. ModelTrainer
                .BuiltInHeads.FitLabels(options, Points.Standardised, Points.Truth, Points.Names, null, Token)
                .Objectives,
        ];
        for (int k = 0; k < ours.Length; k++)
        {
            // Its optimum of objective + lambda/2 b^2 is no worse there than ours, b being near the log-odds: at most
            // lambda/2 b^2 above in the free objective.
            double room = options.L2.Value / 2 * 4 + Tolerance * ours[k];
            Assert.InRange(theirs.Objectives[k], ours[k] * (1 - 1e-6), ours[k] + room);
        }
    }

    [Fact]
    public void FitSoftmax_Twice_GivesTheSameBits()
    {
        var heads = new MLNetHeads();
        var options = new HeadOptions { L2 = 0.02 };

        var first = heads.FitSoftmax(options, Points.Standardised, Points.Classes, Points.Names, null, Token);
        var second = heads.FitSoftmax(
            options with
            {
                Threads = 1,
            },
            Points.Standardised,
            Points.Classes,
            Points.Names,
            null,
            Token
        );

        Assert.Equal(first.Layer.Weights.Span.ToArray(), second.Layer.Weights.Span.ToArray());
    }

    [Fact]
    public void FitSoftmax_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() =>
            new MLNetHeads().FitSoftmax(
                new HeadOptions { L2 = 0.02 },
                Points.Standardised,
                Points.Classes,
                Points.Names,
                null,
                source.Token
            )
        );
    }

    private static void AssertClose(IReadOnlyList<double> ours, IReadOnlyList<double> theirs)
    {
        Assert.Equal(ours.Count, theirs.Count);
        for (int k = 0; k < ours.Count; k++)
        {
            double relative = (theirs[k] - ours[k]) / ours[k];
            TestContext.Current.TestOutputHelper?.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"ours {ours[k]:g7} ML.NET {theirs[k]:g7} relative {relative:g2}"
                )
            );
            Assert.True(
                Math.Abs(relative) <= Tolerance,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"objective {theirs[k]:r}, ours {ours[k]:r}, relative {relative:g2}"
                )
            );
        }
    }

    private static (FeatureRows Features, int[] Classes, string[] Names) Reference(string set)
    {
        var reference = ReferenceFiles.Json("heads.json").GetProperty(set);
        string[] names = [.. reference.GetProperty("classes").EnumerateArray().Select(x => x.GetString()!)];
        string[] labels = [.. File.ReadLines(ReferenceFiles.Rows(set)).Skip(1).Select(l => l.Split(',')[1])];
        int[] train = reference.GetProperty("train").Ints();
        return (
            FeatureRows.Fit(NpyFile.Read(ReferenceFiles.Embeddings(set)), train),
            [.. train.Select(i => Array.IndexOf(names, labels[i]))],
            names
        );
    }
}
