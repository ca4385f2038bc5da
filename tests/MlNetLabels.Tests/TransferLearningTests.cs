using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.Data;
using MlNetLabels.MLNet;
using MlNetLabels.MLNet.Data;
using MlNetLabels.Models;
using MlNetLabels.Testing;

namespace MlNetLabels.Tests;

/// <summary>Images to a model in one call.</summary>
public sealed class TransferLearningTests(Shapes shapes) : IDisposable
{
    private static readonly TrainerOptions Quick = new() { Heads = new() { L2 = 0.01 } };

    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new(1);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ImagePath")]
    [InlineData("Image")]
    public void Fit_Classes_GivesAllColumnsAlsoLoaded(string column)
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);
        var fitted = Trainer(new() { ImageColumnName = column, Training = Quick }).Fit(data);

        foreach (var model in new[] { fitted, fitted.SavedAndLoaded(_folder, data.Schema) })
        {
            var scored = model.Transform(data);
            Assert.Equal(1, _ml.MulticlassClassification.Evaluate(scored).MicroAccuracy);
            Assert.Equal(["circle", "square"], scored.Schema["Score"].Names(Columns.SlotNames)!);
            Assert.Equal(["circle", "square"], scored.Schema["PredictedLabel"].Names(Columns.KeyValues)!);
            Assert.All(scored.GetColumn<float[]>("Probability"), p => Assert.Equal(2, p.Length));
            Assert.Contains(scored.GetColumn<string[]>("PredictedLabels"), labels => labels is ["square"]);
            Assert.All(scored.GetColumn<string>("Verdict"), v => Assert.True(Enum.TryParse<Verdict>(v, out _)));
            Assert.All(scored.GetColumn<float>("DomainPValue"), p => Assert.InRange(p, 0, 1));
        }
    }

    [Fact]
    public void Fit_Labels_GivesLabelsAndVerdict()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);

        var fitted = _ml.MultiLabelClassification()
            .Trainers.TransferLearning(_ml, shapes.Backbone, new() { Training = Quick })
            .Fit(data);

        var scored = fitted.Transform(data);
        Assert.InRange(_ml.MultiLabelClassification().Evaluate(scored).MapMacro!.Value, 0.99, 1);
        Assert.Null(scored.Schema.GetColumnOrNull("Score"));
        Assert.Null(fitted.Model.Description.Softmax);
    }

    [Fact]
    public void Fit_ImagesThatMLNetLoads_TellsTheShapesApart()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);
        var loaded = _ml.Transforms.LoadImages("Picture", "", "ImagePath").Fit(data).Transform(data);

        var scored = Trainer(new() { ImageColumnName = "Picture", Training = Quick }).Fit(loaded).Transform(loaded);

        Assert.Equal(1, _ml.MulticlassClassification.Evaluate(scored).MicroAccuracy);
    }

    [Fact]
    public void Fit_ValidationSet_ChoosesOnItAndTrainsOnTheRest()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);
        var split = _ml.Data.TrainTestSplit(data, testFraction: 0.4, samplingKeyColumnName: "ImagePath");

        var model = Trainer(new() { ValidationSet = split.TestSet, Training = Quick }).Fit(split.TrainSet).Model;

        Assert.Equal(split.TestSet.GetColumn<string>("ImagePath").Count(), model.Description.ValidationRows);
        Assert.Equal(split.TrainSet.GetColumn<string>("ImagePath").Count(), model.Description.TrainRows);
    }

    [Fact]
    public void Fit_SameSeedOfTheContext_GivesTheSameModel()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);
        Model Fit(int seed)
        {
            var ml = new MLContext(seed);
            return ml
                .MulticlassClassification.Trainers.TransferLearning(ml, shapes.Backbone, new() { Training = Quick })
                .Fit(data)
                .Model;
        }

        Model first = Fit(5),
            again = Fit(5);

        Assert.Equal(first.Description.Seed, again.Description.Seed);
        Assert.NotEqual(first.Description.Seed, Fit(6).Description.Seed);
        Assert.Equal(
            first.Predict(shapes.Embedded.Embeddings).Select(p => p.Domain.PValue),
            again.Predict(shapes.Embedded.Embeddings).Select(p => p.Domain.PValue)
        );
    }

    [Fact]
    public void Fit_ProgressAndLog_TellTheStages()
    {
        var stages = new List<string>();
        var log = new List<string>();
        _ml.Log += (_, e) => log.Add(e.Message);
        var progress = new Sink(p => stages.Add(p.Phase));

        Trainer(new() { Progress = progress, Training = Quick }).Fit(_ml.Data.LoadImageDataset(shapes.Images));

        Assert.Equal(2 * Shapes.PerClass, stages.Count(s => s == "embedding images"));
        Assert.Contains("calibrating", stages);
        Assert.Contains(log, m => m.Contains("embedding images", StringComparison.Ordinal));
        Assert.Contains(log, m => m.Contains("calibrating", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_Cancelled_Stops()
    {
        using var stop = new CancellationTokenSource();
        var progress = new Sink(p =>
        {
            if (p.Done == 3)
                stop.Cancel();
        });

        Assert.ThrowsAny<OperationCanceledException>(() =>
            Trainer(new() { Progress = progress, CancellationToken = stop.Token })
                .Fit(_ml.Data.LoadImageDataset(shapes.Images))
        );
    }

    [Fact]
    public void Fit_Groups_AreNotTorn()
    {
        var dataset = shapes.Embedded.Dataset;
        var grouped = dataset with { Rows = [.. dataset.Rows.Select((r, i) => r with { Group = $"book {i % 10}" })] };

        var model = Trainer(new() { GroupColumnName = "Group", Training = Quick })
            .Fit(_ml.Data.LoadImageDataset(grouped))
            .Model;

        Assert.Equal(0, (model.Description.TrainRows + model.Description.ValidationRows) % 4);
        Assert.Equal(0, model.Description.ValidationRows % 4);
    }

    [Fact]
    public void CrossValidate_OneCall_EmbedsEachImageOnce()
    {
        var folds = _ml.MulticlassClassification.CrossValidate(
            _ml.Data.LoadImageDataset(shapes.Images),
            Trainer(new() { Training = Quick }),
            numberOfFolds: 2
        );

        Assert.All(folds, fold => Assert.InRange(fold.Metrics.MicroAccuracy, 0.9, 1));
    }

    [Fact]
    public void Append_AnotherStep_PassesTheSchemaCheck()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);

        var scored = Trainer(new() { Training = Quick })
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel"))
            .Append(_ml.Transforms.CopyColumns("How", "Verdict"))
            .Fit(data)
            .Transform(data);

        Assert.Equal("circle", scored.GetColumn<string>("Name").First());
    }

    [Fact]
    public void Fit_RowsWithoutAClass_AreLeftOutAndCounted()
    {
        var log = new List<string>();
        _ml.Log += (_, e) => log.Add(e.Message);
        var rows = shapes.Embedded.Dataset.Rows;
        var data = Labelled([
            .. rows.Select(
                (r, i) =>
                    (
                        r.Path,
                        i % 8 == 0 ? 0
                        : r.Labels[0] == LabelState.Present ? 1u
                        : 2u
                    )
            ),
        ]);

        var model = Trainer(new() { Training = Quick }).Fit(data).Model;

        Assert.Contains(log, m => m.Contains("5 of 40 rows have no label and were left out", StringComparison.Ordinal));
        Assert.Equal(35, model.Description.TrainRows + model.Description.ValidationRows);
    }

    [Fact]
    public void Fit_NoRow_SaysSo() => AssertSays([], "too few have: 'circle' (0)");

    [Fact]
    public void Fit_OneClass_SaysWhatIsMissing() =>
        AssertSays([.. shapes.Embedded.Dataset.Rows.Take(Shapes.PerClass).Select(r => (r.Path, 1u))], "two classes");

    [Fact]
    public void Fit_DamagedImage_NamesIt()
    {
        string bad = _folder.Write("kaputt.png", "no image");
        var rows = shapes.Embedded.Dataset.Rows.Select(r => (r.Path, r.Labels[0] == LabelState.Present ? 1u : 2u));

        var error = Assert.ThrowsAny<Exception>(() =>
            Trainer(new() { Training = Quick }).Fit(Labelled([.. rows, (bad, 1u)]))
        );

        Assert.Contains("kaputt.png", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_ValidationSetOfOtherClasses_NamesBoth()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);
        var other = _ml.Data.LoadImageDataset(shapes.Images, ["square", "circle"]);

        var error = Assert.Throws<InvalidInputException>(() =>
            Trainer(new() { ValidationSet = other, Training = Quick }).Fit(data)
        );

        Assert.Contains("square, circle, but the training set circle, square", error.Message, StringComparison.Ordinal);
    }

    private void AssertSays((string Path, uint Class)[] rows, string text)
    {
        var error = Assert.Throws<InvalidInputException>(() => Trainer(new() { Training = Quick }).Fit(Labelled(rows)));
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    private IDataView Labelled((string Path, uint Class)[] rows)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema["Label"].SetKey(["circle", "square"]);
        // ML.NET counts keys of a class's members from 0; beyond all is a missing one.
        return _ml.Data.LoadFromEnumerable(
            rows.Select(r => new Row { ImagePath = r.Path, Label = r.Class == 0 ? uint.MaxValue : r.Class - 1 }),
            schema
        );
    }

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";
        public uint Label { get; set; }
    }

    private IEstimator<TransferLearningTransformer> Trainer(TransferLearningOptions options) =>
        _ml.MulticlassClassification.Trainers.TransferLearning(_ml, shapes.Backbone, options);

    private sealed class Sink(Action<WorkProgress> action) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => action(value);
    }
}
