using System.Text.Json;
using System.Text.Json.Nodes;
using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Numerics;
using MlNetLabels.Sets;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Models;

public class PredictionSetTests
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    [InlineData(0.5)]
    public void MissedLabels_DrawnLogits_IsTheLargestCutThatMayBe(double rate)
    {
        var random = new Random(3);
        int rows = 60;
        var logits = new Matrix(rows, 3);
        var truth = new LabelMatrix(rows, 3);
        int[] groups = [.. Enumerable.Range(0, rows).Select(i => i / 2)];
        for (int i = 0; i < rows; i++)
        for (int k = 0; k < 3; k++)
        {
            // Few values, so that many are equal.
            logits[i, k] = random.Next(12) / 4f;
            truth[i, k] = (LabelState)random.Next(3);
        }

        double? cut = MissedLabels.Cut(logits, truth, groups, rate);

        // The definition, tried at every logit and beyond all.
        double[] candidates = [.. logits.Span.ToArray().Select(v => (double)v).Append(99).Distinct().Order()];
        double? expected = candidates.Where(c => Bound(c) <= rate + 1e-12).Select(c => (double?)c).LastOrDefault();
        Assert.Equal(expected, cut);

        double Bound(double at)
        {
            var shares = Enumerable
                .Range(0, rows)
                .Select(i =>
                    (
                        Group: groups[i],
                        Own: Enumerable.Range(0, 3).Where(k => truth[i, k] == LabelState.Present).ToArray(),
                        Row: i
                    )
                )
                .Where(x => x.Own.Length > 0)
                .GroupBy(x => x.Group)
                .Select(g => g.Average(x => (double)x.Own.Count(k => logits[x.Row, k] < at) / x.Own.Length))
                .ToArray();
            return (shares.Sum() + 1) / (shares.Length + 1);
        }
    }

    [Fact]
    public void MissedLabels_TooFewImages_TakesEveryLabel()
    {
        var truth = LabelMatrix.FromClasses([0, 1, 0], 2);

        Assert.Null(MissedLabels.Cut(new Matrix(3, 2), truth, [0, 1, 2], 0.05));
        Assert.Null(MissedLabels.Cut(new Matrix(0, 2), new LabelMatrix(0, 2), [], 0.05));
    }

    [Fact]
    public void Predict_EveryWay_SetsAreKeptByABundle()
    {
        foreach (
            var model in new[]
            {
                Mixture.ClassModel,
                Mixture.CrossClassModel,
                Mixture.LabelModel,
                Mixture.CrossLabelModel,
            }
        )
        {
            using var stream = new MemoryStream();
            model.Save(stream);
            stream.Position = 0;
            var loaded = Model.Load(stream);
            var embeddings = Mixture.Classes(40, 5).Embeddings.Append(Mixture.Outside(5));

            var (before, after) = (model.Predict(embeddings), loaded.Predict(embeddings));

            for (int i = 0; i < before.Count; i++)
            {
                Assert.Equal(before[i].ClassSet, after[i].ClassSet);
                Assert.Equal(before[i].LabelSet, after[i].LabelSet);
                Assert.Equal(before[i].NewClass, after[i].NewClass);
                Assert.Equal(before[i].Verdict, after[i].Verdict);
            }
            Assert.Equal(model.Description.Softmax is null, before[0].ClassSet is null);
            Assert.NotNull(before[0].LabelSet);
            Assert.NotNull(before[0].NewClass);
        }
    }

    [Fact]
    public void Predict_NoUnsureRate_AsksNoSecondQuestion()
    {
        var model = new ModelTrainer(new TrainerOptions { UnsureRate = null }).Fit(
            Mixture.Classes(150),
            Splitter.Divide(Mixture.Classes(150)),
            Mixture.Backbone,
            DateTimeOffset.UnixEpoch
        );

        var answers = model.Predict(Mixture.Classes(200, 9).Embeddings);

        Assert.All(answers, a => Assert.Null(a.NewClass));
        Assert.DoesNotContain(answers, a => a.Verdict == Verdict.Unsure);
        Assert.Null(model.NewClassCut);
        Assert.Null(model.Description.Domain.NewClass);
    }

    [Fact]
    public void Predict_BetweenTwoClasses_IsUnsureOrASetOfBoth()
    {
        var between = new Matrix(1, Mixture.Dimension);
        (between[0, 0], between[0, 1], between[0, 4], between[0, 5]) = (3, 3, 0, 0);

        var answer = Mixture.CrossClassModel.Predict(between.Row(0));

        Assert.False(answer.Domain.Rejected && answer.ClassSet!.Count == 1);
        Assert.True(answer.NewClass!.PValue < 0.1, $"p-value {answer.NewClass.PValue}");
    }

    [Fact]
    public void ClassSets_CommonClassesAndRareOnes_OwnAndSharedCuts()
    {
        var model = Mixture.Train(Mixture.Classes(300), FitWay.Cross);
        var few = Mixture.Train(Mixture.Classes(90), FitWay.Cross);

        Assert.Equal(["a", "b", "c"], Names(model));
        Assert.Empty(few.Description.Softmax!.ClassesWithOwnPromise);

        static IEnumerable<string> Names(Model model) =>
            model.Description.Softmax!.ClassesWithOwnPromise.Select((_, i) => ((char)('a' + i)).ToString());
    }

    [Fact]
    public void ClassSets_DamagedManifest_IsRefused()
    {
        var cut = new HeldScoresManifest(new() { Alpha = 0.1, Scores = [0, 1] }, null);
        foreach (
            var damaged in new ClassSetsManifest[]
            {
                new(0.1, [0], [cut]),
                new(0.1, [0, 1], [cut]),
                new(0.1, [0, -1], [cut]),
                new(0.2, [0, 0], [cut]),
                new(0.1, [0, 0], [cut with { Folds = [0] }]),
            }
        )
            Assert.Throws<InvalidInputException>(() => ClassSets.Restore(damaged, 2, 0));
        Assert.NotNull(ClassSets.Restore(new(0.1, [0, 0], [cut]), 2, 0));
    }

    [Theory]
    [InlineData("folds", "5")]
    [InlineData("folds", "-1")]
    [InlineData("folds", "null")]
    [InlineData("spreads", "[]")]
    [InlineData("spreads", "0")]
    [InlineData("doubtNumbers", "{\"logits\": 4}")]
    [InlineData("doubt", "\"vim\"")]
    [InlineData("doubt", "\"odin\"")]
    public void Load_NewClassOfAnotherModel_IsRefused(string member, string value)
    {
        Refused(manifest =>
        {
            var check = manifest["domain"]!["newClass"]!;
            var parent = member == "folds" ? check["held"]! : check;
            if (parent[member] is JsonArray list && value is not ("null" or "[]"))
                list[0] = JsonNode.Parse(value);
            else
                parent[member] = JsonNode.Parse(value);
        });
    }

    [Fact]
    public void Load_FoldsWithoutScores_IsRefused()
    {
        Refused(manifest =>
        {
            manifest["domain"]!["cutFolds"] = new JsonArray();
            manifest["domain"]!["cut"]!["scores"] = new JsonArray();
        });
    }

    // As bundles were before they were sealed, so that only what is changed is amiss.
    private static void Refused(Action<JsonNode> change)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("damaged.mlabels");
        Mixture.CrossClassModel.Save(path);
        var entries = Bundles.Entries(path);
        var manifest = JsonNode.Parse(entries[Bundles.Manifest])!;
        manifest.AsObject().Remove("integrity");
        change(manifest);
        entries[Bundles.Manifest] = JsonSerializer.SerializeToUtf8Bytes(manifest);
        Bundles.Write(path, entries);

        Assert.Throws<InvalidInputException>(() => Model.Load(path));
    }
}
