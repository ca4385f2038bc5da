using MlNetLabels.Data;

namespace MlNetLabels.Core.Tests.Data;

public sealed class RowGroupsTests
{
    [Fact]
    public void Of_LinksThroughGroupAndContent_JoinIntoOne()
    {
        // 0 and 3 share a group, 3 and 1 a content, 2 stands alone; row 4 is linked to none of the rows asked for.
        var data = Datasets.Classes(
            5,
            i => 0,
            group: i =>
                i is 0 or 3 ? "g"
                : i == 4 ? "h"
                : null
        );
        string[] contents = ["a", "b", "c", "b", "c"];

        Assert.Equal([0, 0, 2, 0], RowGroups.Assign(data, contents, [0, 1, 2, 3]));
    }

    [Fact]
    public void Of_ChosenRows_NumbersByTheirPositions()
    {
        var data = Datasets.Classes(4, i => 0, group: i => i % 2 == 0 ? "even" : "odd");

        Assert.Equal([0, 1, 0, 1], RowGroups.Assign(data, Datasets.Contents(4), [3, 2, 1, 0]));
    }

    [Fact]
    public void Of_NoLinks_EveryRowAlone() =>
        Assert.Equal([0, 1, 2], RowGroups.Assign(Datasets.Classes(3, i => 0), Datasets.Contents(3), [0, 1, 2]));

    [Fact]
    public void OnlyOfLabel_AClassOfOneGroup_IsThatGroupAndNumberedNegative()
    {
        // Class 0 is of two groups; class 1 of one, which one image of class 0 shares.
        var data = Datasets.Classes(
            6,
            i => i < 4 ? 0 : 1,
            group: i =>
                i < 2 ? "a"
                : i < 3 ? "b"
                : "c"
        );
        string[] contents = Datasets.Contents(6);
        int[] all = [0, 1, 2, 3, 4, 5];

        var only = RowGroups.OnlyOfLabel(data, contents, all);

        Assert.Equal([3, 4, 5], only.Order());
        Assert.Equal([0, 0, 2, ~3, ~3, ~3], RowGroups.Assign(data, contents, all, only));
    }

    [Fact]
    public void OnlyOfLabel_NoGroupsOrOneClass_IsNone()
    {
        string[] same = ["a", "a", "b", "c"];
        int[] all = [0, 1, 2, 3];

        Assert.Empty(RowGroups.OnlyOfLabel(Datasets.Classes(4, i => i / 2), same, all));
        Assert.Empty(RowGroups.OnlyOfLabel(Datasets.Classes(4, i => 0, group: _ => "a"), same, all));
        Assert.Empty(RowGroups.OnlyOfLabel(Datasets.Classes(4, i => i % 2, group: i => $"{i / 2}"), same, all));
    }

    [Fact]
    public void Of_NoRows_IsEmpty() =>
        Assert.Empty(RowGroups.Assign(Datasets.Classes(3, i => 0), Datasets.Contents(3), []));
}
