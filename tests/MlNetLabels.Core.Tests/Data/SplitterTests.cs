using MlNetLabels.Data;

namespace MlNetLabels.Core.Tests.Data;

public sealed class SplitterTests
{
    [Fact]
    public void Divide_GivenSplitsThatTearGroups_SaysSo()
    {
        var data = Datasets.Classes(
            8,
            i => i % 2,
            split: i =>
                i < 4 ? Split.Train
                : i < 6 ? Split.Validation
                : Split.Test
        );
        data = data with
        {
            Rows = [.. data.Rows.Select((row, i) => row with { Group = i is 0 or 7 ? "torn" : $"{i}" })],
        };

        Assert.Contains(
            "1 group lies in more than one of the given splits",
            Assert.Single(Splitter.Divide(data, [.. data.Rows.Select(row => row.File)]).Notes),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Divide_PrescribedSplits_AreKept()
    {
        Split[] given = [Split.Test, Split.Train, Split.Validation, Split.Train, Split.Train];

        var result = Splitter.Divide(Datasets.Classes(5, i => i % 2, split: i => given[i]), Datasets.Contents(5));

        Assert.Equal(given, result.Splits);
        Assert.Empty(result.Notes);
    }

    [Fact]
    public void Divide_OnlyTrainAndTest_CarvesAQuarterOfTrainForValidation()
    {
        var result = Splitter.Divide(
            Datasets.Classes(50, i => i % 2, split: i => i < 40 ? Split.Train : Split.Test),
            Datasets.Contents(50)
        );

        Assert.Equal(Enumerable.Range(40, 10), result.Rows(Split.Test));
        int[] validation = result.Rows(Split.Validation);
        Assert.Equal((5, 5), (validation.Count(i => i % 2 == 0), validation.Count(i => i % 2 == 1)));
        Assert.Contains("quarter", Assert.Single(result.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Divide_SomeRowsWithoutSplit_NamesTheFirst()
    {
        var data = Datasets.Classes(4, i => 0, split: i => i == 2 ? null : Split.Train);

        Assert.Equal(4, Assert.Throws<InvalidInputException>(() => Splitter.Divide(data, Datasets.Contents(4))).Line);
    }

    [Fact]
    public void Divide_NoTrainingRows_IsRefused() =>
        Assert.Throws<InvalidInputException>(() =>
            Splitter.Divide(Datasets.Classes(4, i => 0, split: i => Split.Test), Datasets.Contents(4))
        );

    [Fact]
    public void Divide_SameImageInTwoGivenSplits_IsSaid()
    {
        var data = Datasets.Classes(6, i => i % 2, split: i => (Split)(i / 2));
        string[] contents = Datasets.Contents(6);
        contents[4] = contents[0];

        Assert.Contains("1 image lies", Assert.Single(Splitter.Divide(data, contents).Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Divide_ClassWithTooFewImages_IsNamed()
    {
        var data = Datasets.Classes(13, i => i < 10 ? 0 : 1);

        var error = Assert.Throws<InvalidInputException>(() => Splitter.Divide(data, Datasets.Contents(13)));

        Assert.Contains("'class1' (3)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Divide_FewestImages_PutsEachClassIntoEverySplit()
    {
        var result = Splitter.Divide(
            Datasets.Classes(2 * Splitter.MinPerClass, i => i % 2),
            Datasets.Contents(2 * Splitter.MinPerClass)
        );

        foreach (var split in Enum.GetValues<Split>())
            Assert.Equal([0, 1], result.Rows(split).Select(i => i % 2).Distinct().Order());
    }
}
