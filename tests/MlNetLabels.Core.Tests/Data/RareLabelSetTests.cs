using MlNetLabels.Data;

namespace MlNetLabels.Core.Tests.Data;

public sealed class RareLabelSetTests
{
    private const int Labels = 7;

    [Fact]
    public void Divide_EveryLabelSetDifferent_StillFillsEverySplitByItsShare()
    {
        ImageRow[] rows =
        [
            .. Enumerable
                .Range(1, 100)
                .Select(set => new ImageRow
                {
                    File = $"{set}.png",
                    Path = $"{set}.png",
                    Labels =
                    [
                        .. Enumerable
                            .Range(0, Labels)
                            .Select(k => (set >> k & 1) == 1 ? LabelState.Present : LabelState.Absent),
                    ],
                }),
        ];
        var dataset = new ImageDataset
        {
            Source = "made",
            Kind = TargetKind.LabelSets,
            LabelNames = [.. "abcdefg".Select(c => c.ToString())],
            Rows = rows,
        };

        var splits = Splitter.Divide(dataset, [.. rows.Select(r => r.File)]);

        Assert.Equal(
            (60, 20, 20),
            (splits.Rows(Split.Train).Length, splits.Rows(Split.Validation).Length, splits.Rows(Split.Test).Length)
        );
    }
}
