using System.Security.Cryptography;
using System.Text;
using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Data;

public sealed class EmbeddedDatasetTests
{
    [Fact]
    public void Sha256_TwoRows_IsThatOfNamesAndSortedLines()
    {
        var data = new EmbeddedDataset
        {
            Dataset = new ImageDataset
            {
                Source = "x",
                Kind = TargetKind.Classes,
                LabelNames = ["ä", "b"],
                Rows =
                [
                    new ImageRow
                    {
                        File = "2.jpg",
                        Path = "2.jpg",
                        Labels = [LabelState.Absent, LabelState.Present],
                        Split = Split.Train,
                        Weight = 2.5,
                    },
                    new ImageRow
                    {
                        File = "1.jpg",
                        Path = "1.jpg",
                        Labels = [LabelState.Present, LabelState.Unknown],
                        Group = "g",
                    },
                ],
            },
            Embeddings = new Matrix(2, 3),
            Contents = ["c2", "c1"],
        };

        // Models hold this hash: it must stay what it was.
        const string Text = "ä\nb\n\n1.jpg\t20\t\tg\tc1\n2.jpg\t12\tTrain\t\tc2\t2.5";
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text))), data.Sha256());
    }
}
