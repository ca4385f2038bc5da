using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MlNetLabels.MLNet;
using MlNetLabels.Testing;

namespace MlNetLabels.Tests;

/// <summary>Our parts and ML.NET's in one pipeline.</summary>
public sealed class CombinationTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new(1);

    public static TheoryData<string> Ends => [.. Combinations.OnEmbeddings.Keys];

    public static TheoryData<string> Inputs => [.. Combinations.Inputs.Keys];

    public static TheoryData<string> Multiclass => [.. Combinations.Multiclass];

    public static TheoryData<string> MultiLabel => [.. Combinations.MultiLabel];

    public void Dispose() => _folder.Dispose();

    /// <summary>Fitted, saved by ML.NET and loaded by ML.NET alone, each answers the same.</summary>
    [Theory]
    [MemberData(nameof(Ends))]
    public void SaveAndLoad_AnyEnd_GivesTheSame(string end)
    {
        var data = Data();
        var fitted = Pipeline(end).Fit(data);

        var loaded = fitted.SavedAndLoaded(_folder, data.Schema);

        AssertSame(fitted.Transform(data), loaded.Transform(data));
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void EmbedImages_AnyInput_TrainsSavesAndLoads(string input)
    {
        var data = Data();
        var fitted = Combinations
            .Inputs[input](_ml, shapes)
            .Append(_ml.Transforms.EmbedImages("Features", "Picture", shapes.Backbone))
            .Append(_ml.MulticlassClassification.Trainers.SoftmaxCrossEntropy(new() { L2Regularization = 0.01 }))
            .Fit(data);

        var loaded = fitted.SavedAndLoaded(_folder, data.Schema);

        var scored = fitted.Transform(data);
        AssertSame(scored, loaded.Transform(data));
        Assert.Equal(1, _ml.MulticlassClassification.Evaluate(scored).MicroAccuracy);
    }

    [Theory]
    [MemberData(nameof(Multiclass))]
    public void CrossValidate_OneClass_TellsTheShapesApart(string end)
    {
        var folds = _ml.MulticlassClassification.CrossValidate(
            Data(),
            Pipeline(end),
            numberOfFolds: 2,
            samplingKeyColumnName: "ImagePath"
        );

        Assert.All(folds, fold => Assert.InRange(fold.Metrics.MicroAccuracy, 0.7, 1));
    }

    [Theory]
    [MemberData(nameof(MultiLabel))]
    public void TrainTestSplit_Labels_TellsTheShapesApart(string end)
    {
        var split = _ml.Data.TrainTestSplit(Data(), testFraction: 0.5, samplingKeyColumnName: "ImagePath");

        var scored = Pipeline(end).Fit(split.TrainSet).Transform(split.TestSet);

        Assert.InRange(_ml.MultiLabelClassification().Evaluate(scored).MapMacro!.Value, 0.9, 1);
    }

    [Theory]
    [MemberData(nameof(Multiclass))]
    public void CreatePredictionEngine_OneClass_AnswersAsTransform(string end)
    {
        var data = Data();
        var fitted = Pipeline(end).Fit(data);
        string path = data.GetColumn<string>("ImagePath").Last();
        float[] expected = fitted.Transform(data).GetColumn<float[]>("Score").Last();

        using var engine = _ml.Model.CreatePredictionEngine<Photo, ClassAnswer>(fitted);

        Assert.Equal(expected, engine.Predict(new Photo { ImagePath = path }).Score);
    }

    [Fact]
    public void AppendCacheCheckpoint_BeforeOurTrainer_ChangesNothing()
    {
        var data = Data();
        var heads = Combinations.OnEmbeddings["SoftmaxCrossEntropy"](_ml, shapes);

        var cached = Embed().AppendCacheCheckpoint(_ml).Append(heads).Fit(data);

        AssertSame(Embed().Append(heads).Fit(data).Transform(data), cached.Transform(data));
    }

    [Fact]
    public void Filters_BetweenOurSteps_LeaveRowsOut()
    {
        var embedded = Embed().Fit(Data()).Transform(Data());
        var kept = _ml.Data.FilterByCustomPredicate<ClassRow>(embedded, row => row.Label == 2);

        var scored = _ml.Transforms.ApplyBundle(shapes.Bundle).Fit(kept).Transform(kept);

        Assert.Equal(Shapes.PerClass, scored.GetColumn<uint>("PredictedLabel").Count());
        Assert.All(scored.GetColumn<uint>("PredictedLabel"), label => Assert.Equal(1u, label));
    }

    [Fact]
    public void PermutationFeatureImportance_MLNetsHeadOnEmbeddings_RanksSlots()
    {
        var embedded = _ml.Data.Cache(Embed().Fit(Data()).Transform(Data()), "Features", "Label");
        var head = _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(embedded);

        var importance = _ml.MulticlassClassification.PermutationFeatureImportance(
            (ISingleFeaturePredictionTransformer<MaximumEntropyModelParameters>)head,
            embedded
        );

        Assert.Equal(shapes.Backbone.Dimension, importance.Length);
    }

    /// <summary>docs/ml-net.md claims what ran here, no more and no less.</summary>
    [Fact]
    public void Documents_TableOfCombinations_NamesWhatRan()
    {
        string page = File.ReadAllText(Path.Combine(SharedFiles.Repository, "docs/ml-net.md"));
        string[] rows =
        [
            .. page.Split('\n')
                .SkipWhile(line => !line.StartsWith("## What mixes with what", StringComparison.Ordinal))
                .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal) || line.Contains("mixes"))
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .Select(line => line.Split('|')[1].Trim().Replace("`", "", StringComparison.Ordinal)),
        ];

        Assert.Equal(Combinations.Inputs.Keys.Concat(Combinations.OnEmbeddings.Keys).Order(), rows.Order());
    }

    private IDataView Data() => _ml.Data.LoadImageDataset(shapes.Images);

    private IEstimator<ITransformer> Embed() => _ml.Transforms.EmbedImages("Features", "ImagePath", shapes.Backbone);

    private EstimatorChain<ITransformer> Pipeline(string end) =>
        Embed().Append(Combinations.OnEmbeddings[end](_ml, shapes));

    private static void AssertSame(IDataView expected, IDataView actual)
    {
        foreach (string name in new[] { "Score", "Probability", "PredictedLabel", "PredictedLabels", "Verdict" })
        {
            if (expected.Schema.GetColumnOrNull(name) is not { } column)
                continue;
            Assert.Equal(column.Type, actual.Schema[name].Type);
            Assert.Equal(Values(expected, column), Values(actual, actual.Schema[name]));
        }
    }

    private static object[] Values(IDataView view, DataViewSchema.Column column) =>
        column.Type switch
        {
            VectorDataViewType { ItemType: TextDataViewType } => [.. view.GetColumn<string[]>(column)],
            VectorDataViewType => [.. view.GetColumn<float[]>(column)],
            TextDataViewType => [.. view.GetColumn<string>(column)],
            KeyDataViewType => [.. view.GetColumn<uint>(column).Select(k => (object)k)],
            BooleanDataViewType => [.. view.GetColumn<bool>(column).Select(b => (object)b)],
            _ => [.. view.GetColumn<float>(column).Select(v => (object)v)],
        };

    private sealed class Photo
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class ClassAnswer
    {
        public float[] Score { get; set; } = [];
    }

    private sealed class ClassRow
    {
        public uint Label { get; set; }
    }
}
