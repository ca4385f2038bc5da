using MlNetLabels.Data;
using MlNetLabels.Models;

namespace MlNetLabels.Core.Tests.Models;

public sealed class TrainingProgressTests
{
    [Fact]
    public void Fit_ChoosingLambda_TellsEachPhaseToItsEndInOrder()
    {
        var told = new Told();

        Fit(new TrainerOptions(), Mixture.Classes(90), told);

        Assert.Equal(
            [
                "choosing lambda of the softmax head",
                "fitting the softmax head",
                "choosing lambda of the label heads",
                "fitting the label heads",
                "fitting the heads in folds",
                "calibrating",
                "fitting the domain check",
                "fitting the domain check in folds",
            ],
            told.Phases
        );
        Assert.All(told.Phases, phase => Assert.Equal(told.Last(phase).Total, told.Last(phase).Done));
        // Thirteen lambdas, however early the path ends.
        Assert.Equal(13, told.Last("choosing lambda of the softmax head").Total);
        Assert.Equal(told.All, told.All.OrderBy(p => told.Phases.IndexOf(p.Phase)).ThenBy(p => p.Done));
    }

    [Fact]
    public void Fit_LambdaGivenAndLabelsAlone_TellsOnlyWhatIsDone()
    {
        var told = new Told();

        Fit(
            new TrainerOptions
            {
                Heads = new() { L2 = 0.01 },
                Fit = FitWay.Split,
            },
            Mixture.LabelSets(80),
            told
        );

        Assert.Equal(["fitting the label heads", "calibrating", "fitting the domain check"], told.Phases);
        Assert.Contains(new WorkProgress("fitting the label heads", 0, 1), told.All);
    }

    [Fact]
    public void Fit_Told_MakesTheSameModelAsUntold()
    {
        var data = Mixture.Classes(90);

        var told = Fit(new TrainerOptions(), data, new Told());
        var untold = Fit(new TrainerOptions(), data, null);

        Assert.Equal(Save(untold), Save(told));
    }

    private static Model Fit(TrainerOptions options, EmbeddedDataset data, IProgress<WorkProgress>? progress) =>
        new ModelTrainer(options).Fit(
            data,
            Splitter.Divide(data),
            Mixture.Backbone,
            DateTimeOffset.UnixEpoch,
            progress: progress,
            cancellationToken: TestContext.Current.CancellationToken
        );

    private static string Save(Model model) =>
        System.Text.Json.JsonSerializer.Serialize(model.Manifest, ModelJson.Default.ModelManifest);

    private sealed class Told : IProgress<WorkProgress>
    {
        public List<WorkProgress> All { get; } = [];

        public List<string> Phases => [.. All.Select(p => p.Phase).Distinct()];

        public WorkProgress Last(string phase) => All.Last(p => p.Phase == phase);

        public void Report(WorkProgress value) => All.Add(value);
    }
}
