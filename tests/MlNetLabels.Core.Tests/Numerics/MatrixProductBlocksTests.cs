using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Numerics;

public sealed class MatrixProductBlocksTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(49)]
    public void Add_InnerSideInTwoBlocks_GivesTheBitsOfOneGo(int split)
    {
        const int Rows = 17,
            Inner = 50,
            Columns = 27;
        float[] a = Values(Rows * Inner, 1),
            b = Values(Inner * Columns, 2),
            whole = new float[Rows * Columns],
            blocks = new float[Rows * Columns];

        MatrixProduct.Add(new(a, Inner, 1), b, Columns, whole, Columns, Rows, Inner, Columns);
        MatrixProduct.Add(new(a, Inner, 1), b, Columns, blocks, Columns, Rows, split, Columns);
        MatrixProduct.Add(
            new(a.AsSpan(split), Inner, 1),
            b.AsSpan(split * Columns),
            Columns,
            blocks,
            Columns,
            Rows,
            Inner - split,
            Columns
        );

        Assert.Equal(whole, blocks);
    }

    private static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 2 - 1))];
    }
}
