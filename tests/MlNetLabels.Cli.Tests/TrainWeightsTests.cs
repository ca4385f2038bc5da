using System.Text.Json;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

public sealed class TrainWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_ClassWeights_AreKeptInTheOrderOfTheClasses()
    {
        var heads = Train(Embeddings.Write(_folder, "rows"), "--l2", "0.1", "--class-weights", "cat=3,ant=0.5")
            .GetProperty("training")
            .GetProperty("options")
            .GetProperty("heads");

        Assert.Equal([0.5, 1, 3], heads.GetProperty("classWeights").Doubles());
    }

    [Fact]
    public void Train_Weights_ChangeTheObjective()
    {
        string npy = Embeddings.Write(_folder, "rows");

        Assert.NotEqual(
            SoftmaxObjective(Train(npy, "--l2", "0.1")),
            SoftmaxObjective(Train(npy, "--l2", "0.1", "--class-weights", "cat=3"))
        );
        Assert.NotEqual(
            LabelObjectives(Train(npy, "--l2", "0.1")),
            LabelObjectives(Train(npy, "--l2", "0.1", "--positive-weights", "balanced"))
        );
        Assert.Equal(
            LabelObjectives(Train(npy, "--l2", "0.1", "--positive-weights", "ant=1")),
            LabelObjectives(Train(npy, "--l2", "0.1"))
        );
    }

    [Fact]
    public void Train_WeightColumnOfOnes_ChangesNothing()
    {
        string split(int row) => row % 5 == 0 ? "validation" : "train";
        string plain = Embeddings.Write(
            _folder,
            "plain",
            "label,split",
            (c, row) => $"{Embeddings.Classes[c]},{split(row)}"
        );
        string ones = Embeddings.Write(
            _folder,
            "ones",
            "label,split,weight",
            (c, row) => $"{Embeddings.Classes[c]},{split(row)},{(row % 2 == 0 ? "1" : "")}"
        );
        string heavy = Embeddings.Write(
            _folder,
            "heavy",
            "label,split,weight",
            (c, row) => $"{Embeddings.Classes[c]},{split(row)},{1 + row % 3}"
        );

        double expected = SoftmaxObjective(Train(plain, "--l2", "0.1"));

        Assert.Equal(expected, SoftmaxObjective(Train(ones, "--l2", "0.1")));
        Assert.NotEqual(expected, SoftmaxObjective(Train(heavy, "--l2", "0.1")));
    }

    [Fact]
    public void Train_BlankCells_AreLeftOutOfTheLoss()
    {
        // Of label b every third cell is unknown; of label c all but four.
        string npy = Embeddings.Write(
            _folder,
            "rows",
            "a,b,c,split",
            (c, row) =>
                $"{(c == 0 ? 1 : 0)},{(row % 3 == 2 ? "" : c == 1 ? "1" : "0")},{(row < 4 ? row % 2 : "")},"
                + $"{(row % 5 == 4 ? "validation" : "train")}"
        );

        var result = Tool.Run("train", "--embeddings", npy, "--l2", "0.1", "--model", _folder.File("m.mlabels")).Done();

        Assert.Contains(
            "There is NO label head for 'c': of the training images 2 have it and 2 are known not to; at least 5",
            result.Out.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        Assert.Contains("│ b ", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_LabelAlwaysOrNeverThere_IsLeftOutWithTheReason()
    {
        string npy = Embeddings.Write(_folder, "rows", "a,always,never", (c, _) => $"{(c == 0 ? 1 : 0)},1,0");

        var result = Tool.Run("train", "--embeddings", npy, "--l2", "0.1", "--model", _folder.File("m.mlabels")).Done();

        Assert.Contains(
            "always: of the training images 96 have it and 0 are known not to",
            result.Out.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "never: of the training images 0 have it and 96 are known not to",
            result.Out.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Train_OneClassOnly_IsRefused() =>
        Tool.Run(
                "train",
                "--embeddings",
                Embeddings.Write(_folder, "rows", "label", (_, _) => "ant"),
                "--model",
                _folder.File("m.mlabels")
            )
            .Refused(3, "all images are of the class 'ant'", "Add images of");

    [Fact]
    public void Train_AutoLambda_SaysThePathAndKeepsIt()
    {
        string npy = Embeddings.Write(_folder, "rows");

        var result = Tool.Run(
            "train",
            "--embeddings",
            npy,
            "--model",
            _folder.File("m.mlabels"),
            "--json",
            "--verbose"
        );

        Assert.Contains("Lambda of the softmax head: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("Lambda of the label heads: ", result.Error, StringComparison.Ordinal);
        // Thirteen at most: the path ends once the left-out loss has clearly risen.
        Assert.InRange(
            result.Json().GetProperty("manifest").GetProperty("softmax").GetProperty("path").GetArrayLength(),
            3,
            13
        );
    }

    [Fact]
    public void Train_ThresholdChoices_AreInTheReport()
    {
        string npy = Embeddings.Write(_folder, "rows"),
            model = _folder.File("m.mlabels");
        Tool.Run("train", "--embeddings", npy, "--l2", "0.1", "--threshold", "recall:0.9", "--model", model).Done();

        var choices = Tool.Run("evaluate", "--embeddings", npy, "--model", model, "--json")
            .Json()
            .GetProperty("model")
            .GetProperty("thresholdChoices")
            .EnumerateArray()
            .ToArray();

        Assert.Equal(
            ["recall:0.9", "expected-f1", "best-f1", "precision:0.9", "fixed:0.5"],
            choices
                .Where(c => c.GetProperty("label").GetString() == "bee")
                .Select(c => c.GetProperty("rule").GetString())
        );
        Assert.Equal(
            Embeddings.Classes,
            choices.Where(c => c.GetProperty("inUse").GetBoolean()).Select(c => c.GetProperty("label").GetString())
        );
    }

    [Theory]
    [InlineData("label", "ant", "--class-weights", "dog=2", 3, "'dog'")]
    [InlineData("label", "ant", "--class-weights", "ant", 2, "NAME=WEIGHT")]
    [InlineData("label", "ant", "--class-weights", "ant=0", 2, "NAME=WEIGHT")]
    [InlineData("label", "ant", "--positive-weights", "ant=1,ant=2", 2, "twice")]
    [InlineData("a", "1", "--class-weights", "a=2", 3, "--positive-weights")]
    public void Train_BadWeights_AreRefused(
        string header,
        string cell,
        string option,
        string value,
        int code,
        string what
    ) =>
        Tool.Run(
                "train",
                "--embeddings",
                Embeddings.Write(_folder, "rows", header, (_, _) => cell),
                option,
                value,
                "--model",
                _folder.File("m.mlabels")
            )
            .Refused(code, what);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("two")]
    public void Train_BadWeightCell_NamesItsLine(string weight) =>
        Tool.Run(
                "train",
                "--embeddings",
                Embeddings.Write(_folder, "rows", "label,weight", (_, row) => $"ant,{(row == 3 ? weight : "1")}"),
                "--model",
                _folder.File("m.mlabels")
            )
            .Refused(3, "rows.csv(5)", $"'{weight}'");

    private JsonElement Train(string npy, params string[] options) =>
        Tool.Run(["train", "--embeddings", npy, "--model", _folder.File("m.mlabels"), "--json", .. options])
            .Json()
            .GetProperty("manifest");

    private static double SoftmaxObjective(JsonElement manifest) =>
        manifest.GetProperty("softmax").GetProperty("objective").GetDouble();

    private static double[] LabelObjectives(JsonElement manifest) =>
        manifest.GetProperty("labels").GetProperty("objectives").Doubles();
}
