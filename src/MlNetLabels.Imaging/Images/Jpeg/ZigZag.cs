namespace MlNetLabels.Images.Jpeg;

/// <summary>The order in which a file lists the 64 coefficients of a block: figure A.6 of ITU-T T.81.</summary>
internal static class ZigZag
{
    public const int Length = Side * Side;

    private const int Side = JpegFrame.BlockSide;

    private static readonly byte[] InOrder = MakePlaces();

    /// <summary>Row plus 8 times column of each.</summary>
    public static ReadOnlySpan<byte> Places => InOrder;

    /// <summary>How many rows, and how many columns, the coefficients up to each take.</summary>
    public static (int Rows, int Columns)[] Extents { get; } = MakeExtents();

    // Along one diagonal after another, up and down in turns.
    private static byte[] MakePlaces()
    {
        var places = new List<byte>();
        for (int sum = 0; sum < 2 * Side - 1; sum++)
        for (int i = 0; i <= sum; i++)
        {
            var (row, column) = sum % 2 == 0 ? (sum - i, i) : (i, sum - i);
            if (row < Side && column < Side)
                places.Add((byte)(row + Side * column));
        }
        return [.. places];
    }

    private static (int, int)[] MakeExtents()
    {
        var extents = new (int, int)[Length];
        int rows = 0,
            columns = 0;
        for (int i = 0; i < Length; i++)
            extents[i] = (rows, columns) = (
                Math.Max(rows, InOrder[i] % Side + 1),
                Math.Max(columns, InOrder[i] / Side + 1)
            );
        return extents;
    }
}
