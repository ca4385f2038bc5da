using MlNetLabels.Data;
using MlNetLabels.Numerics;
using MlNetLabels.Testing;

namespace MlNetLabels.Runs.Tests;

/// <summary>What evaluations list as suspected, answered by hand, is read back.</summary>
public sealed class CorrectionsTests : IDisposable
{
    private const string Header = "file,given,suggested,probability,correct\n",
        LabelHeader = "file,label,given,suggested,probability,correct\n";

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notes = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Apply_Classes_ChangesWhatIsAnsweredAndNothingElse()
    {
        var corrected = Apply(Classes(), Header + "1.jpg,ant,bee,0.9,bee\n2.jpg,bee,ant,0.8,\n");

        Assert.Equal([0, 1, 1], corrected.Dataset.Classes([0, 1, 2]));
        Assert.Contains("1 of 2", Assert.Single(_notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_Dash_LeavesTheImageOutWithItsEmbedding()
    {
        var corrected = Apply(Classes(), Header + "1.jpg,ant,bee,0.9,-\n");

        Assert.Equal(["0.jpg", "2.jpg"], corrected.Dataset.Rows.Select(r => r.File));
        Assert.Equal([0f, 2f], [corrected.Embeddings[0, 0], corrected.Embeddings[1, 0]]);
        Assert.Equal(2, corrected.Contents.Count);
    }

    [Fact]
    public void Apply_LabelSets_ChangesOneLabelOfAnImage()
    {
        var corrected = Apply(
            LabelSets(),
            LabelHeader + "0.jpg,fish,present,absent,0.9,absent\n0.jpg,ray,absent,present,0.7,unknown\n"
        );

        Assert.Equal([LabelState.Absent, LabelState.Unknown], corrected.Dataset.Rows[0].Labels);
        Assert.Equal([LabelState.Absent, LabelState.Present], corrected.Dataset.Rows[1].Labels);
    }

    [Theory]
    [InlineData("9.jpg,ant,bee,0.9,bee\n", "csv(2)", "'9.jpg'")]
    [InlineData("1.jpg,ant,bee,0.9,wasp\n", "csv(2)", "ant, bee")]
    [InlineData("1.jpg,ant,bee,0.9,bee\n1.jpg,ant,bee,0.9,ant\n", "csv(3)", "line 2")]
    public void Apply_WrongAnswer_NamesPlaceAndFix(string rows, string place, string named)
    {
        var error = Assert.Throws<InvalidInputException>(() => Apply(Classes(), Header + rows));

        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("0.jpg,shark,absent,present,0.9,present\n"), InlineData("0.jpg,fish,present,absent,0.9,yes\n")]
    public void Apply_WrongLabelOrState_IsRefused(string rows) =>
        Assert.Throws<InvalidInputException>(() => Apply(LabelSets(), LabelHeader + rows));

    [Fact]
    public void Apply_NoColumnCorrect_SaysWhatIsThere() =>
        Assert.Contains(
            "'correct'",
            Assert.Throws<InvalidInputException>(() => Apply(Classes(), "file,label\n1.jpg,ant\n")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Evaluate_PlantedErrors_ListsThemAndTrainingReadsThemBack()
    {
        string points = Points.Write(_folder, "points", spread: 0.3),
            rows = Path.ChangeExtension(points, ".csv");
        var cancellation = TestContext.Current.CancellationToken;
        var train = new TrainOptions
        {
            Embeddings = points,
            Model = _folder.File("m.mlabels"),
            Trainer = new() { Heads = new() { L2 = 0.01 } },
        };
        var right = ImageRuns.Train(train, cancellationToken: cancellation);
        string[] lines = File.ReadAllLines(rows);
        lines[1] = "row0,bee";
        File.WriteAllLines(rows, lines);
        var evaluate = new EvaluateOptions
        {
            Model = train.Model,
            Embeddings = points,
            OutputFolder = _folder.File("report"),
        };

        ImageRuns.Evaluate(evaluate, cancellationToken: cancellation);

        string suspects = _folder.File("report/suspects.csv");
        string listed = File.ReadAllLines(suspects)[1];
        Assert.StartsWith("row0,bee,ant,", listed, StringComparison.Ordinal);
        File.WriteAllText(suspects, Header + listed + "ant\n");
        Assert.NotEqual(Answers(right), Answers(ImageRuns.Train(train, cancellationToken: cancellation)));
        Assert.Equal(
            Answers(right),
            Answers(ImageRuns.Train(train with { Corrections = suspects }, cancellationToken: cancellation))
        );
        Assert.DoesNotContain(
            File.ReadAllLines(Rewritten(evaluate with { Corrections = suspects })),
            line => line.StartsWith("row0,", StringComparison.Ordinal)
        );
    }

    private string Rewritten(EvaluateOptions options)
    {
        ImageRuns.Evaluate(
            options with
            {
                OutputFolder = _folder.File("again"),
            },
            cancellationToken: TestContext.Current.CancellationToken
        );
        return _folder.File("again/suspects.csv");
    }

    private static double[] Answers(TrainResult result) =>
        [
            .. result
                .Model.Predict([0.5f, 1, 1.5f, 0, 2, 1])
                .Classes!.OrderBy(c => c.Name, StringComparer.Ordinal)
                .Select(c => c.Probability),
        ];

    private EmbeddedDataset Apply(EmbeddedDataset data, string csv)
    {
        string path = _folder.File("corrections.csv");
        File.WriteAllText(path, csv);
        return Corrections.Apply(Corrections.Read(path, data.Dataset.Kind == TargetKind.LabelSets), data, _notes.Add);
    }

    private static EmbeddedDataset Classes() => Data(TargetKind.Classes, ["ant", "bee"], [1, 0], [1, 0], [0, 1]);

    private static EmbeddedDataset LabelSets() => Data(TargetKind.LabelSets, ["fish", "ray"], [1, 0], [0, 1]);

    private static EmbeddedDataset Data(TargetKind kind, string[] names, params int[][] states)
    {
        var embeddings = new Matrix(states.Length, 1);
        for (int i = 0; i < states.Length; i++)
            embeddings[i, 0] = i;
        return EmbeddedDataset.FromMatrix(
            new ImageDataset
            {
                Source = "made up",
                Kind = kind,
                LabelNames = names,
                Rows =
                [
                    .. states.Select(
                        (row, i) =>
                            new ImageRow
                            {
                                File = $"{i}.jpg",
                                Path = $"{i}.jpg",
                                Labels = [.. row.Select(s => s == 1 ? LabelState.Present : LabelState.Absent)],
                            }
                    ),
                ],
            },
            embeddings,
            "made up"
        );
    }
}
