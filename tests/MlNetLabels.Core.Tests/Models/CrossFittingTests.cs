using MlNetLabels.Core.Tests.Data;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Core.Tests.Models;

public sealed class CrossFittingTests
{
    [Fact]
    public void Fit_Default_UsesEveryImageThatIsNotForTesting()
    {
        var data = Mixture.Classes(150);
        var splits = Splitter.Divide(data);

        var model = Train(data);

        Assert.Equal(FitWay.Cross, new TrainerOptions().Fit);
        Assert.Equal((120, 0, 5), Rows(model));
        Assert.Equal(FitWay.Cross, model.Description.Options.Fit);
        for (int i = 0; i < 150; i++)
            Assert.Equal(
                splits.Splits[i] == Split.Test ? null : Split.Train,
                model.FindUse(data.Contents[i], data.Embeddings.Row(i))
            );
        Assert.Null(model.Description.Softmax!.Validation);
        Assert.Equal(120, model.Description.Softmax.OutOfFold!.Count);
        Assert.Null(model.Description.Labels!.Validation);
        Assert.Equal(120, model.Description.Labels.OutOfFold!.Count);
        var domain = model.Description.Domain;
        Assert.Equal((0, 120, 120), (domain.ValidationImages, domain.OutOfFoldImages, domain.OutOfFoldGroups));
    }

    [Fact]
    public void Fit_ValidationImagesGiven_AreAllThatCalibrates()
    {
        var data = Mixture.Classes(150);
        var rows = data.Dataset.Rows.Select(
            (r, i) =>
                r with
                {
                    Split =
                        i % 5 == 0 ? Split.Test
                        : i % 5 == 1 ? Split.Validation
                        : Split.Train,
                }
        );
        var model = Train(data with { Dataset = data.Dataset with { Rows = [.. rows] } });

        Assert.Equal((90, 30, 0), Rows(model));
        Assert.Equal(FitWay.Split, model.Description.Options.Fit);
        Assert.Equal(30, model.Description.Softmax!.Validation!.Count);
        Assert.Null(model.Description.Softmax.OutOfFold);
        Assert.Empty(model.DomainFolds);
    }

    // Labels by chance in more dimensions than images: heads fitted on all images are right everywhere without a penalty,
    // and folds that began at them would stay there.
    [Fact]
    public void Fit_NoPenalty_IsJudgedByHeadsThatNeverSawTheImages()
    {
        var random = new Random(3);
        var embeddings = new Matrix(60, 80);
        foreach (ref float x in embeddings.Span)
            x = random.NextSingle() - 0.5f;
        int[] classes = [.. Enumerable.Range(0, 60).Select(i => i % 2)];
        random.Shuffle(classes);

        var model = new ModelTrainer(new TrainerOptions { Heads = new() { L2 = 0 } }).Fit(
            Mixture.Embedded(Datasets.Classes(60, i => classes[i]), embeddings),
            Splitter.Divide(Mixture.Embedded(Datasets.Classes(60, i => classes[i]), embeddings)),
            Mixture.Backbone with
            {
                Dimension = 80,
            },
            DateTimeOffset.UnixEpoch,
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.InRange(model.Description.Softmax!.OutOfFold!.Accuracy!.Value, 0.2, 0.8);
        Assert.InRange(model.Description.Labels!.OutOfFold!.MicroF1!.Value, 0.2, 0.8);
    }

    [Fact]
    public void Fit_HeadsOfTheModel_AreThoseOfAllRows()
    {
        var data = Mixture.Classes(150);
        int[] rows = [.. Rows(Splitter.Divide(data))];

        var model = Train(data);

        var features = FeatureRows.Fit(data.Embeddings, rows);
        var alone = new SoftmaxTrainer(new HeadOptions { L2 = 0.01 }).Fit(features, data.Dataset.Classes(rows), 3);
        Assert.Equal(alone.Layer.Weights.Span.ToArray(), model.SoftmaxLayer!.Weights.Span.ToArray());
    }

    [Fact]
    public void Fit_OutOfFoldFigures_AreOfHeadsThatNeverSawTheImage()
    {
        // Embeddings that are noise: heads know their own images by heart and others not at all.
        var data = Mixture.Classes(150);
        var random = new Random(9);
        var noise = new Matrix(150, 300);
        foreach (ref float value in noise.Span)
            value = (float)(random.NextDouble() - 0.5);
        data = data with { Embeddings = noise };

        var model = new ModelTrainer(new TrainerOptions { Heads = new() { L2 = 1e-4 } }).Fit(
            data,
            Splitter.Divide(data),
            Mixture.Backbone with
            {
                Dimension = 300,
            },
            DateTimeOffset.UnixEpoch,
            cancellationToken: TestContext.Current.CancellationToken
        );

        int[] rows = Rows(Splitter.Divide(data));
        var own = model.Predict(noise.Select(rows));
        double remembered = rows.Zip(own).Average(x => x.Second.Class == $"class{x.First % 3}" ? 1.0 : 0);
        Assert.True(remembered > 0.9, $"{remembered}");
        // A third by chance; four standard errors of 120 images are 0.17.
        Assert.InRange(model.Description.Softmax!.OutOfFold!.Accuracy!.Value, 0.16, 0.51);
    }

    [Fact]
    public void Fit_Groups_AreNeverTornByFolds()
    {
        var data = Mixture.Classes(150);
        var rows = data.Dataset.Rows.Select((r, i) => r with { Group = $"g{i / 6}" });
        data = data with { Dataset = data.Dataset with { Rows = [.. rows] } };
        int[] all = [.. Enumerable.Range(0, 150)];

        int[] folds = CrossFold.Assign(data, all, new HeadOptions())!;

        Assert.Equal(5, folds.Distinct().Count());
        Assert.All(all.GroupBy(i => i / 6), group => Assert.Single(group.Select(i => folds[i]).Distinct()));
    }

    [Fact]
    public void Fit_OneGroupAClass_SplitsAndSaysSo()
    {
        var data = Mixture.Classes(150);
        var rows = data.Dataset.Rows.Select(
            (r, i) => r with { Group = $"g{i % 2}", Split = i < 120 ? Split.Train : Split.Test, Labels = Two(i) }
        );
        data = data with { Dataset = data.Dataset with { Rows = [.. rows], LabelNames = ["even", "odd"] } };

        Assert.Null(CrossFold.Assign(data, [.. Enumerable.Range(0, 120)], new HeadOptions()));

        static LabelState[] Two(int i) =>
            [i % 2 == 0 ? LabelState.Present : LabelState.Absent, i % 2 == 1 ? LabelState.Present : LabelState.Absent];
    }

    // Heads that never saw a class say nothing of it, and would set lambda, temperature and cuts by that.
    [Fact]
    public void Fit_OneGroupOfAClass_IsNeverHeldOutAndNothingIsPromisedOfIt()
    {
        var data = InGroups(Mixture.Classes(180), i => i % 3 == 0 ? "only" : $"{i % 3}-{i % 10}");

        var model = Train(data);

        var softmax = model.Description.Softmax!;
        int train = model.Description.TrainRows,
            held = model.Description.Domain.OutOfFoldImages;
        Assert.Equal((60, 5), (train - held, model.Description.CrossFolds));
        Assert.Equal(held, softmax.OutOfFold!.Count);
        Assert.Equal(1, softmax.OutOfFold.Accuracy);
        Assert.Equal(held, model.DomainFolds.Sum(fold => fold.Scores.Count));
        Assert.NotNull(model.Description.Domain.NewClass);
        Assert.Equal(["class0"], softmax.ClassesInEverySet);
        Assert.Equal([], softmax.ClassesWithOwnPromise);
        Assert.True(softmax.IsCalibrationTried);
        Assert.Equal("class0", Assert.Single(model.Description.Labels!.LeftOut).Key);
        Assert.All(model.Predict(data.Embeddings), p => Assert.Contains("class0", p.ClassSet!));
        Assert.All(model.Predict(data.Embeddings), p => Assert.Equal(["class0"], p.MissingLabels));
        Assert.All(model.Predict(data.Embeddings), p => Assert.True(p.IsClassSetOn));
        Assert.All(model.Predict(data.Embeddings), p => Assert.Equal(["class0"], p.ClassesInEverySet));
        Assert.Single(
            model.Description.Warnings,
            w => w.StartsWith("The only group of 'class0' (60 images) is", StringComparison.Ordinal)
        );
        Assert.Single(
            model.SwitchedOff(),
            line => line.StartsWith("There is NO label head for 'class0':", StringComparison.Ordinal)
        );
        Assert.Single(
            model.SwitchedOff(),
            line => line.StartsWith("Prediction sets of classes are OFF for 'class0':", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Fit_OneClassAloneHeldOut_IsNotCalibratedAndSaysWhy()
    {
        var data = Mixture.Classes(180);
        data = InGroups(
            data with
            {
                Dataset = Datasets.Classes(180, i => i % 3 == 0 ? 1 : 0),
            },
            i => i % 3 == 0 ? "only" : $"{i % 5}"
        );

        var model = Train(data);

        int held = model.Description.ValidationRows;
        string why = $"the {held} held-out images are all of one class; images of two are needed";
        Assert.Equal(0, model.Description.CrossFolds);
        Assert.Equal(
            (why, false),
            (model.Description.Softmax!.WhyNotCalibrated, model.Description.Softmax.IsCalibrationTried)
        );
        Assert.Equal($"The probabilities are NOT calibrated: {why}.", model.Description.CalibrationWarning);
        Assert.Equal(
            "too few held-out images have a label, or have it not",
            model.Description.Labels!.WhyNotCalibrated
        );
        Assert.Equal(["class1"], model.Description.Softmax.ClassesInEverySet);
    }

    [Fact]
    public void Fit_OneClassRarerThanItsCutTakes_SaysHowManyOfItToAdd()
    {
        const int common = 80,
            rare = 12;
        var all = Mixture.Classes(3 * common);
        int[] rows = [.. Enumerable.Range(0, 3 * common).Where(i => i % 3 != 0 || i < 3 * rare)];

        var model = Train(
            all with
            {
                Dataset = all.Dataset with { Rows = [.. rows.Select(i => all.Dataset.Rows[i])] },
                Embeddings = all.Embeddings.Select(rows),
                Contents = [.. rows.Select(i => all.Contents[i])],
            }
        );

        Assert.Equal(["class0"], model.Description.Softmax!.ClassesInEverySet);
        Assert.Equal(
            "Prediction sets of classes are OFF for 'class0': every set holds it: 10 held-out images of it are too few for a miss "
                + "rate of 5%, which takes 19. Add 10 to 13 more images of it.",
            model.SwitchedOff().First(line => line.StartsWith("Prediction sets", StringComparison.Ordinal))
        );
    }

    private static EmbeddedDataset InGroups(EmbeddedDataset data, Func<int, string> group) =>
        data with
        {
            Dataset = data.Dataset with { Rows = [.. data.Dataset.Rows.Select((r, i) => r with { Group = group(i) })] },
        };

    // The least that each part needs, and a line for each that is left out.
    [Theory]
    [InlineData(2, 5, 8)]
    [InlineData(10, 5, 40)]
    public void Fit_FiveImagesAClass_HasBothHeads(int classes, int each, int fitted)
    {
        var model = Train(Few(classes, each, 0));

        Assert.Equal(fitted, model.Description.TrainRows);
        Assert.Equal(classes, model.Description.Softmax!.Classes.Count);
        Assert.Equal(classes, model.Description.Labels!.Names.Count);
        Assert.Empty(model.Description.Labels.LeftOut);
        Assert.Equal(fitted >= 20 ? null : $"{fitted} held-out images; 20 are needed", TooFew(model));
        Assert.Equal(fitted >= 19, model.Description.Domain.Cut is not null);
        if (fitted < 19)
            Assert.Contains(
                model.SwitchedOff(),
                w =>
                    w.StartsWith(
                        $"The domain check is OFF: no image is ever rejected: {fitted} held-out images are too few for a reject "
                            + "rate of 5%, which takes 19. Add 12 to 17 more images.",
                        StringComparison.Ordinal
                    )
            );
        Assert.Contains(
            fitted < 20
                ? "The probabilities are NOT calibrated: "
                : "The probabilities of the label heads are NOT calibrated: ",
            string.Join("\n", model.SwitchedOff()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Fit_FiveHundredClassesOfFour_TrainsOnThree()
    {
        var model = Train(Few(500, 4, 0));

        Assert.Equal((1500, 0, 5), Rows(model));
        Assert.Equal(500, model.Description.Softmax!.Classes.Count);
        Assert.Equal(500, model.Description.Labels!.Names.Count);
        Assert.NotNull(model.Description.Domain.Cut);
        // Each class has three of them; a line about each would be a thousand lines.
        Assert.InRange(model.Description.Warnings.Count, 1, 8);
    }

    [Fact]
    public void Fit_OneClassAndNegatives_HasALabelHeadAndACut()
    {
        var model = Train(Few(1, 40, 30));

        Assert.Null(model.Description.Softmax);
        Assert.Equal(["c0"], model.Description.Labels!.Names);
        Assert.NotNull(model.Description.Domain.Cut);
        Assert.Equal((56, 0, 5), Rows(model));
    }

    [Fact]
    public void Predict_CrossFitted_RejectsWhatIsFarAndKeepsItsOwn()
    {
        var model = Mixture.CrossClassModel;

        Assert.All(model.Predict(Mixture.Outside(5)), p => Assert.Equal(Verdict.Rejected, p.Verdict));
        var own = model.Predict(Mixture.Classes(300, 9).Embeddings);
        // A reject rate of 0.1 and 120 images: three standard deviations of the beta-binomial share are 0.1.
        Assert.InRange(own.Average(p => p.Domain.Rejected ? 1.0 : 0), 0, 0.2);
    }

    [Fact]
    public void Predict_PValues_AreThoseOfTheFoldsThemselves()
    {
        var model = Mixture.CrossClassModel;
        var images = Mixture.Classes(40, 11).Embeddings;

        var predictions = model.Predict(images);

        double[][] scores = [.. model.DomainFolds.Select(f => f.Scorer.Score(f.Read(images)))];
        for (int i = 0; i < images.Rows; i++)
        {
            int asFarOut = model.DomainFolds.Select((fold, k) => fold.Scores.Count(s => s >= scores[k][i])).Sum();
            Assert.Equal((1.0 + asFarOut) / 121, predictions[i].Domain.PValue, 12);
        }
    }

    [Fact]
    public void Scores_OfTheDecider_AreTheScoresOfPredictions()
    {
        var outputs = Mixture.CrossLabelModel.Compute(Mixture.Outside(6));

        var scores = Mixture.CrossLabelModel.Scores(outputs, TestContext.Current.CancellationToken).ToDictionary();

        Assert.Equal(outputs.DomainScores, scores[Mixture.CrossLabelModel.Description.Domain.Score]);
        Assert.Equal(outputs.Rows, scores[MahalanobisScorer.Create().Name].Length);
    }

    private static string? TooFew(Model model) =>
        model.Description.Softmax!.WhyNotCalibrated is { } why && why.EndsWith("are needed", StringComparison.Ordinal)
            ? why
            : null;

    private static (int, int, int) Rows(Model model) =>
        (model.Description.TrainRows, model.Description.ValidationRows, model.Description.CrossFolds);

    private static int[] Rows(SplitResult splits) =>
        [.. splits.Rows(Split.Train).Concat(splits.Rows(Split.Validation)).Order()];

    private static Model Train(EmbeddedDataset data) =>
        new ModelTrainer(new TrainerOptions { Heads = new() { L2 = 0.01 } }).Fit(
            data,
            Splitter.Divide(data),
            Mixture.Backbone with
            {
                Dimension = data.Embeddings.Columns,
            },
            DateTimeOffset.UnixEpoch,
            cancellationToken: TestContext.Current.CancellationToken
        );

    // Clouds that do not touch, one a class, and one of known negatives.
    private static EmbeddedDataset Few(int classes, int each, int negatives)
    {
        var random = new Random(5);
        int count = classes * each + negatives,
            d = classes < 16 ? 16 : 64;
        var embeddings = new Matrix(count, d);
        foreach (ref float value in embeddings.Span)
            value = (float)(random.NextDouble() - 0.5);
        for (int i = 0; i < count; i++)
            embeddings[i, i < classes * each ? i % classes % (d - 1) : d - 1] += 3;
        string[] names = [.. Enumerable.Range(0, classes).Select(k => $"c{k}")];
        return EmbeddedDataset.FromMatrix(
            new ImageDataset
            {
                Source = "few.csv",
                Kind = TargetKind.Classes,
                LabelNames = names,
                Rows =
                [
                    .. Enumerable
                        .Range(0, count)
                        .Select(i => new ImageRow
                        {
                            File = $"{i}.png",
                            Path = $"/{i}.png",
                            Labels =
                            [
                                .. names.Select(
                                    (_, k) =>
                                        i < classes * each && i % classes == k ? LabelState.Present : LabelState.Absent
                                ),
                            ],
                        }),
                ],
            },
            embeddings,
            "few.npy"
        );
    }
}
