using MlNetLabels.Core.Tests.Models;
using MlNetLabels.Data;
using MlNetLabels.Evaluation;

namespace MlNetLabels.Reports.Tests.Evaluation;

public sealed class TestSetTests
{
    [Fact]
    public void From_ImagesTheModelHasSeen_AreLeftOutAndCounted()
    {
        var data = Mixture.Classes(150);
        int[] unseen = Splitter.Divide(data).Rows(Split.Test);

        var test = TestSet.From(Mixture.ClassModel, data);

        Assert.Equal(unseen.Select(i => data.Dataset.Rows[i].File), test.Data.Dataset.Rows.Select(r => r.File));
        Assert.Equal(unseen.Select(i => i % 3), test.Classes);
        Assert.Contains("120 of 150", Assert.Single(test.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void From_OnlySeenImages_IsRefused()
    {
        var data = Mixture.Classes(150);
        var seen = Take(data, Splitter.Divide(data).Rows(Split.Train));

        Assert.Contains(
            "all 90 images",
            Assert.Throws<InvalidInputException>(() => TestSet.From(Mixture.ClassModel, seen)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void From_GivenSplits_TakesTestAlone()
    {
        var data = Mixture.Classes(30, 5);
        var rows = data.Dataset.Rows.Select((r, i) => r with { Split = i < 12 ? Split.Test : Split.Train });

        Assert.Equal(
            12,
            TestSet
                .From(Mixture.ClassModel, data with { Dataset = data.Dataset with { Rows = [.. rows] } })
                .Data.Dataset.Rows.Count
        );
    }

    [Fact]
    public void From_ClassesInAnotherOrder_AreBroughtIntoTheModels()
    {
        var data = Mixture.Classes(30, 5);
        var reversed = data.Take(["class2", "class0", "class1"]);

        var test = TestSet.From(Mixture.ClassModel, reversed);

        Assert.Equal(TestSet.From(Mixture.ClassModel, data).Classes, test.Classes);
        for (int i = 0; i < test.Classes!.Length; i++)
        for (int k = 0; k < 3; k++)
            Assert.Equal(k == test.Classes[i] ? LabelState.Present : LabelState.Absent, test.Labels![i, k]);
    }

    [Fact]
    public void From_LabelColumnsInAnotherOrderAndMore_AreBroughtIntoTheModels()
    {
        var data = Mixture.LabelSets(30, 5);
        var rows = data.Dataset.Rows.Select(r => r with { Labels = [LabelState.Unknown, r.Labels[1], r.Labels[0]] });
        var other = data with
        {
            Dataset = data.Dataset with { LabelNames = ["new", "right", "left"], Rows = [.. rows] },
        };

        var test = TestSet.From(Mixture.LabelModel, other);

        Assert.Null(test.Classes);
        for (int i = 0; i < 30; i++)
            Assert.Equal(data.Dataset.Rows[i].Labels, test.Labels!.Row(i).ToArray());
    }

    [Fact]
    public void From_UnknownClass_IsNamedWithTheKnownOnes()
    {
        var data = Mixture.Classes(30, 5);
        var other = data with { Dataset = data.Dataset with { LabelNames = ["class0", "class1", "boat"] } };

        var error = Assert.Throws<InvalidInputException>(() => TestSet.From(Mixture.ClassModel, other));

        Assert.Contains("'boat'", error.Message, StringComparison.Ordinal);
        Assert.Contains("class0, class1, class2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, LabelState.Absent, "On no test image: the labels right;")]
    [InlineData(false, LabelState.Unknown, "The data do not say which test images show the labels right;")]
    public void From_MissingLabel_IsAbsentWhereAllAreListedAndElseUnknown(
        bool areAllListed,
        LabelState state,
        string said
    )
    {
        var data = Mixture.LabelSets(30, 5);
        var names = data.Dataset.LabelNames.Select(name => name == "right" ? "up" : name);
        var other = data with
        {
            Dataset = data.Dataset with { LabelNames = [.. names], OthersAreAbsent = areAllListed },
        };

        var test = TestSet.From(Mixture.LabelModel, other);

        int right = Mixture.LabelModel.Description.Labels!.Names.ToList().IndexOf("right");
        Assert.Equal(test.Labels!.Rows, test.Labels.Count(right, state));
        Assert.Contains(test.Notes, note => note.StartsWith(said, StringComparison.Ordinal));
        Assert.Contains("Not judged, as the model does not know them: the labels up.", test.Notes);
    }

    [Fact]
    public void From_NoLabelOfTheModel_IsRefused()
    {
        var data = Mixture.LabelSets(30, 5);
        var other = data with
        {
            Dataset = data.Dataset with { LabelNames = [.. data.Dataset.LabelNames.Select(name => name + "?")] },
        };

        Assert.Contains(
            "none of the model's labels",
            Assert.Throws<InvalidInputException>(() => TestSet.From(Mixture.LabelModel, other)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Check_FoldersOfNearlyTheModelsNames_SaysWhichIsMeant()
    {
        var dataset = Mixture.LabelSets(30, 5).Dataset with { Kind = TargetKind.Classes };
        var misspelt = dataset with
        {
            LabelNames = [.. dataset.LabelNames.Select(name => name == "right" ? "rights" : name)],
        };

        TestSet.Check(Mixture.LabelModel, dataset);
        Assert.Contains(
            "the model knows no 'rights', and no image is of its 'right'. Where they are the same, rename",
            Assert.Throws<InvalidInputException>(() => TestSet.Check(Mixture.LabelModel, misspelt)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void From_LabelOfNearlyTheModelsName_SaysWhichIsMeant()
    {
        var data = Mixture.LabelSets(30, 5);
        var other = data with
        {
            Dataset = data.Dataset with
            {
                LabelNames = [.. data.Dataset.LabelNames.Select(name => name == "right" ? "rights" : name)],
            },
        };

        Assert.Contains(
            "Not judged, as the model does not know them: the labels rights. Did you mean right? Then rename it in the data.",
            TestSet.From(Mixture.LabelModel, other).Notes
        );
    }

    [Fact]
    public void From_OneHotForAClassifier_IsItsClasses()
    {
        var data = Mixture.Classes(30, 5);
        var sets = data with { Dataset = data.Dataset with { Kind = TargetKind.LabelSets } };

        var test = TestSet.From(Mixture.ClassModel, sets);

        Assert.Equal(TestSet.From(Mixture.ClassModel, data).Classes, test.Classes);
        Assert.Contains("Every image has exactly one label, which is taken for its class.", test.Notes);
    }

    [Fact]
    public void From_WithoutOneOfTheClasses_IsJudgedOnTheOthers()
    {
        var data = Mixture.Classes(30, 5);

        var test = TestSet.From(Mixture.ClassModel, data.Take(["class0", "class2"]));

        Assert.Equal([0, 2], test.Classes!.Distinct().Order());
        Assert.Equal(0, test.Labels!.Count(1, LabelState.Present));
        Assert.Equal("On no test image: the classes class1; figures that need one are absent.", test.Notes[^1]);
    }

    [Fact]
    public void From_LabelSetsForAClassifier_IsRefused() =>
        Assert.Throws<InvalidInputException>(() => TestSet.From(Mixture.ClassModel, Mixture.LabelSets(30, 5)));

    private static EmbeddedDataset Take(EmbeddedDataset data, int[] rows) =>
        data with
        {
            Dataset = data.Dataset with { Rows = [.. rows.Select(i => data.Dataset.Rows[i])] },
            Embeddings = data.Embeddings.Select(rows),
            Contents = [.. rows.Select(i => data.Contents[i])],
        };
}
