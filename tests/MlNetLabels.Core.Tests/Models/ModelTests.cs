using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Numerics;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Models;

public sealed class ModelTests : IDisposable
{
    // Calibrated single precision probabilities of three classes.
    private const double SumError = 1e-6;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Load_WhatSaveWrote_PredictsTheSameBits(bool classes, bool cross)
    {
        var model = (classes, cross) switch
        {
            (true, true) => Mixture.CrossClassModel,
            (true, false) => Mixture.ClassModel,
            (false, true) => Mixture.CrossLabelModel,
            (false, false) => Mixture.LabelModel,
        };
        string path = _folder.File("größe 模型.mlabels");
        Matrix[] images = [Mixture.Classes(30, 5).Embeddings, Mixture.Outside(5)];

        model.Save(path);
        var loaded = Model.Load(path);

        foreach (var embeddings in images)
            Assert.Equivalent(model.Predict(embeddings), loaded.Predict(embeddings), strict: true);
        Assert.Equivalent(model.Manifest, loaded.Manifest, strict: true);
    }

    [Fact]
    public void Save_SameModel_WritesTheSameManifestAndWeights()
    {
        string first = _folder.File("1.mlabels"),
            second = _folder.File("2.mlabels");

        Mixture.ClassModel.Save(first);
        Model.Load(first).Save(second);

        Assert.Equal(Bundles.Entries(first), Bundles.Entries(second));
    }

    [Fact]
    public void Fit_SameDataAndSeed_GivesTheSameModel()
    {
        string first = _folder.File("1.mlabels"),
            second = _folder.File("2.mlabels");

        Mixture.Train(Mixture.Classes(150)).Save(first);
        Mixture.Train(Mixture.Classes(150)).Save(second);

        Assert.Equal(Bundles.Entries(first), Bundles.Entries(second));
    }

    [Fact]
    public void Save_FolderInsteadOfAFile_FailsAndLeavesNothingBehind()
    {
        Directory.CreateDirectory(_folder.File("taken", "x"));

        Assert.ThrowsAny<SystemException>(() => Mixture.ClassModel.Save(_folder.File("taken")));

        Assert.Equal([_folder.File("taken")], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Predict_ClassesInDomain_NamesTheClassAndAllProbabilities()
    {
        var unseen = Mixture.Classes(30, 9);

        var predictions = Mixture.ClassModel.Predict(unseen.Embeddings, rejectRate: 0.001);

        for (int i = 0; i < predictions.Count; i++)
        {
            var p = predictions[i];
            Assert.Equal((Verdict.Class, $"class{i % 3}"), (p.Verdict, p.Class));
            Assert.Equal(["class0", "class1", "class2"], p.Classes!.Select(c => c.Name));
            Assert.Equal(1, p.Classes!.Sum(c => c.Probability), SumError);
            Assert.All(p.Labels!, l => Assert.Equal(l.Probability >= l.Threshold, l.Applies));
        }
    }

    [Fact]
    public void Predict_LabelsInDomain_SaysLabelsOrNone()
    {
        var predictions = Mixture.LabelModel.Predict(Mixture.LabelSets(200, 9).Embeddings, rejectRate: 0.001);

        for (int i = 0; i < predictions.Count; i++)
        {
            var p = predictions[i];
            Assert.All(p.Labels!, l => Assert.Equal(l.Probability >= l.Threshold, l.Applies));
            Assert.Equal(
                p.NewClass!.Rejected ? Verdict.Unsure
                    : p.Labels!.Any(l => l.Applies) ? Verdict.Labels
                    : Verdict.None,
                p.Verdict
            );
            Assert.Null(p.Class);
            Assert.Null(p.Classes);
        }
        // The clouds do not touch; a threshold that validation images chose may still cut a few others off.
        Assert.InRange(
            predictions
                .Index()
                .Average(p =>
                    p.Item.Labels!.Select(l => l.Applies).SequenceEqual([p.Index % 2 == 1, p.Index / 2 % 2 == 1])
                        ? 1.0
                        : 0
                ),
            0.8,
            1
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Predict_FarOutside_IsRejectedWhateverTheHeadsSay(bool classes)
    {
        foreach (var p in (classes ? Mixture.ClassModel : Mixture.LabelModel).Predict(Mixture.Outside(10)))
        {
            Assert.Equal(Verdict.Rejected, p.Verdict);
            Assert.True(p.Domain.Rejected && p.Domain.Score > p.Domain.Cut);
        }
    }

    [Fact]
    public void Predict_RejectRate_MovesTheCut()
    {
        var embeddings = Mixture.Classes(300, 9).Embeddings;

        double[] rejected =
        [
            .. new double?[] { 0.9, 0.5, null, 0.001 }.Select(rate =>
                Mixture.ClassModel.Predict(embeddings, rate).Average(p => p.Domain.Rejected ? 1.0 : 0)
            ),
        ];

        Assert.True(
            rejected[0] > rejected[1] && rejected[1] > rejected[2] && rejected[2] > rejected[3],
            string.Join(", ", rejected)
        );
        // Thirty validation images cannot promise one in a thousand: nothing is rejected then.
        Assert.Equal(0, rejected[3]);
    }

    [Fact]
    public void Predict_OneImage_EqualsItsRowOfABatch()
    {
        var embeddings = Mixture.Classes(7, 3).Embeddings;
        var batch = Mixture.ClassModel.Predict(embeddings);

        for (int i = 0; i < embeddings.Rows; i++)
            Assert.Equivalent(batch[i], Mixture.ClassModel.Predict(embeddings.Row(i)), strict: true);
    }

    [Fact]
    public void Predict_NoImages_GivesNoAnswers() =>
        Assert.Empty(Mixture.ClassModel.Predict(new Matrix(0, Mixture.Dimension)));

    [Fact]
    public void Predict_OtherDimension_NamesBoth()
    {
        var error = Assert.Throws<InvalidInputException>(() => Mixture.ClassModel.Predict(new Matrix(1, 3)));

        Assert.Contains("3 dimensions", error.Message, StringComparison.Ordinal);
        Assert.Contains($"on {Mixture.Dimension}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Manifest_OfAModel_HoldsWhatEveryModelMustCarry()
    {
        var data = Mixture.Classes(150);
        var manifest = Mixture.ClassModel.Manifest;

        Assert.Equal(TargetKind.Classes, manifest.Kind);
        Assert.Equal(data.Sha256(), manifest.Training.DataSha256);
        Assert.Equal((90, 30), (manifest.Training.TrainRows, manifest.Training.ValidationRows));
        Assert.Equal(Mixture.Backbone, manifest.Backbone);
        Assert.NotNull(manifest.Softmax!.Validation);
        Assert.Equal(3, manifest.Labels!.Thresholds.Count);
        Assert.Contains("cross-entropy", manifest.Training.Losses, StringComparison.Ordinal);
        Assert.Null(Mixture.LabelModel.Manifest.Softmax);
        Assert.Contains(
            "softmax does not apply",
            Mixture.LabelModel.Manifest.Training.Losses,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Saw_TrainValidationAndTestImages_ToldApart()
    {
        var data = Mixture.Classes(150);
        var splits = Splitter.Divide(data).Splits;

        for (int i = 0; i < splits.Count; i++)
            Assert.Equal(
                splits[i] == Split.Test ? null : splits[i],
                Mixture.ClassModel.FindUse(data.Contents[i], data.Embeddings.Row(i))
            );
    }

    [Fact]
    public void Saw_ImageKnownByItsBytes_IsRecognisedByItsEmbeddingAlone()
    {
        var data = Mixture.Classes(150);
        string[] ofBytes =
        [
            .. data.Contents.Select(
                (_, i) =>
                    Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(i)))
            ),
        ];
        var images = data with { Contents = ofBytes };
        var model = Mixture.Train(images);
        var splits = Splitter.Divide(images).Splits;

        for (int i = 0; i < splits.Count; i++)
        {
            Split? seen = splits[i] == Split.Test ? null : splits[i];
            Assert.Equal(seen, model.FindUse(ofBytes[i], new float[Mixture.Dimension]));
            Assert.Equal(seen, model.FindUse(data.Contents[i], data.Embeddings.Row(i)));
        }
    }

    [Fact]
    public void Fit_RareLabel_IsLeftOutWithItsReason()
    {
        var data = Mixture.LabelSets(160);
        var rows = data.Dataset.Rows.Select(
            (r, i) => r with { Labels = [.. r.Labels, i < 3 ? LabelState.Present : LabelState.Absent] }
        );

        var model = Mixture.Train(
            data with
            {
                Dataset = data.Dataset with { LabelNames = ["left", "right", "rare"], Rows = [.. rows] },
            }
        );

        var left = Assert.Single(model.Manifest.Labels!.LeftOut);
        Assert.Equal("rare", left.Name);
        Assert.Contains("at least 5", left.Reason, StringComparison.Ordinal);
        Assert.Equal(["left", "right"], model.Manifest.Labels.Names);
    }
}
