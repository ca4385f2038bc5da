using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Reports.Tests;

/// <summary>A report built from a trained model says of every picture what the model itself predicts for it.</summary>
public sealed class BuiltReportTests
{
    private const int Images = 240,
        Dimension = 5;

    private static readonly Lazy<(Model Model, ModelEvaluation Evaluation, ReportContent Report)> s_built = new(Build);

    [Fact]
    public void Build_EveryPicture_HasTheWordsOfItsPrediction()
    {
        var (model, evaluation, report) = s_built.Value;
        var files = evaluation.Test.Data.Dataset.Rows.Select((row, i) => (row.File, i)).ToDictionary();
        JudgedImage[] judged =
        [
            .. report.Images!.Mistakes!,
            .. report.Images.TopLosses!,
            .. report.Images.NearThreshold!,
        ];

        Assert.NotEmpty(report.Images.Mistakes!);
        foreach (var image in judged)
        {
            var prediction = model.Predict(evaluation.Outputs, files[image.File]);
            Assert.Equal(prediction.Verdict.ToString(), image.Verdict);
            Assert.Equal([prediction.Class!], image.Softmax!.Given);
            Assert.Equal(prediction.Classes!, image.Softmax.Probabilities);
            Assert.Equal(
                prediction.Labels!.Where(x => x.Applies).Select(x => (x.Name, x.Probability)).OrderBy(x => x.Name),
                Text.AnswerText.Given(image.Labels!).Select(x => (x.Name, x.Probability)).OrderBy(x => x.Name)
            );
        }
    }

    [Fact]
    public void Build_TopLosses_EndWhereNothingIsWrong()
    {
        var (_, _, report) = s_built.Value;

        Assert.All(
            report.Images!.TopLosses!,
            x =>
                Assert.True(
                    x.Softmax!.Given[0] != x.Truth![0]
                        || x.Softmax.Probabilities.Single(p => p.Name == x.Truth[0]).Probability < 0.5
                )
        );
    }

    [Fact]
    public void Build_TwoLabelsThatMirrorEachOther_CountEachImageOnce()
    {
        var (_, evaluation, report) = s_built.Value;

        Assert.Equal(
            evaluation.Test.Data.Dataset.Rows.Count,
            report.Calibration!.Labels!.After!.Bins.Sum(bin => bin.Count)
        );
    }

    [Fact]
    public void Build_NearThreshold_ShowsWhatIsNearAndNoImageTwice()
    {
        var (_, _, report) = s_built.Value;
        var cuts = report.Model.Thresholds!;

        Assert.NotEmpty(report.Images!.NearThreshold!);
        Assert.All(
            report.Images.NearThreshold!,
            x => Assert.Contains(x.Labels!.Probabilities, p => Math.Abs(p.Probability - cuts[p.Name]) <= 0.051)
        );
        Assert.Equal(report.Images.NearThreshold!.Count, report.Images.NearThreshold.DistinctBy(x => x.File).Count());
    }

    [Fact]
    public void Build_LabelHeadsWrongWhereSoftmaxIsRight_ShowsTheseToo()
    {
        var (_, _, report) = s_built.Value;

        var shown = report.Images!.LabelMistakes!;

        Assert.NotEmpty(shown);
        Assert.All(shown, x => Assert.Equal(x.Truth, x.Softmax!.Given));
        Assert.All(shown, x => Assert.NotEqual(x.Truth!.Order(), x.Labels!.Given.Order()));
        Assert.Contains("Mistakes of the label heads alone", Html.HtmlPage.Render(report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("photos/birds", "photos/birds")]
    [InlineData("labels.csv", "labels.csv")]
    [InlineData(".", null)]
    [InlineData("./", null)]
    public void Named_DataOfTheCurrentFolder_IsCalledAsTheFolderIs(string source, string? name) =>
        Assert.Equal(name ?? Path.GetFileName(Environment.CurrentDirectory), Building.DataBuilder.Named(source));

    [Fact]
    public void Build_TooFewValidationImages_SaysThatTheDomainCheckIsOff()
    {
        var (_, _, report) = Build(images: 60, FitWay.Split);

        Assert.False(report.DomainCheck!.IsOn);
        Assert.StartsWith(
            "The domain check is OFF: ",
            Text.SummaryText.Create(report).SwitchedOff[0],
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        60,
        true,
        "and no image was held out from training: nothing here says how good",
        "split: no image was held out, so"
    )]
    [InlineData(
        8,
        false,
        "6 images held out in turn, on which thresholds were chosen,",
        "6 images held out in turn are too few to calibrate"
    )]
    [InlineData(
        20,
        false,
        "on which calibration of the label heads and thresholds were",
        "images held out in turn choose the calibration of the label heads alone"
    )]
    [InlineData(
        240,
        false,
        "on which calibration and thresholds were chosen",
        "images held out in turn choose the calibration"
    )]
    public void Build_ModelAlone_SaysWhatItsHeldOutImagesWereGoodFor(
        int images,
        bool grouped,
        string figures,
        string fit
    )
    {
        var report = Building.ReportContentBuilder.Build(Train(Data(images, grouped), FitWay.Cross), "alone");

        Assert.Contains(figures, report.Data.Warnings[0], StringComparison.Ordinal);
        Assert.Contains(fit, report.Provenance.Configuration!["fit"], StringComparison.Ordinal);
    }

    private static (Model, ModelEvaluation, ReportContent) Build() => Build(Images);

    private static Model Train(EmbeddedDataset data, FitWay fit) =>
        new ModelTrainer(
            new TrainerOptions
            {
                Heads = new HeadOptions { L2 = 0.01 },
                Fit = fit,
            }
        ).Fit(
            data,
            Splitter.Divide(data),
            new BackboneReference { Name = "mixture", Dimension = Dimension },
            new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)
        );

    private static (Model, ModelEvaluation, ReportContent) Build(int images, FitWay fit = FitWay.Cross)
    {
        var data = Data(images);
        var model = Train(data, fit);
        var evaluation = ModelEvaluator.Evaluate(model, TestSet.From(model, data), [], 1, default);
        var report = ReportBuilder.Build(
            new ReportInput
            {
                Title = "Two clouds",
                Model = model,
                Evaluation = evaluation,
                Data = data,
                Thumbnail = _ => null,
                CreatedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
                Seed = 1,
            }
        );
        return (model, evaluation, report.Content);
    }

    // Two clouds that overlap, so that some answers are wrong.
    private static EmbeddedDataset Data(int images, bool grouped = false)
    {
        var random = new Random(3);
        var embeddings = new Matrix(images, Dimension);
        var rows = new List<ImageRow>();
        for (int i = 0; i < images; i++)
        {
            for (int j = 0; j < Dimension; j++)
                embeddings[i, j] = (float)(random.NextDouble() * 2 + (j == i % 2 ? 0.9 : 0));
            string file = string.Create(CultureInfo.InvariantCulture, $"{i:000}.png");
            LabelState[] labels =
                i % 2 == 0 ? [LabelState.Present, LabelState.Absent] : [LabelState.Absent, LabelState.Present];
            rows.Add(
                new ImageRow
                {
                    File = file,
                    Path = "/images/" + file,
                    Labels = labels,
                    Group = grouped ? $"class {i % 2}" : null,
                }
            );
        }
        return new EmbeddedDataset
        {
            Dataset = new ImageDataset
            {
                Source = "clouds.csv",
                Kind = TargetKind.Classes,
                LabelNames = ["building", "coat"],
                Rows = rows,
            },
            Embeddings = embeddings,
            Contents = [.. rows.Select((_, i) => EmbeddedDataset.ContentOf(embeddings.Row(i)))],
        };
    }
}
