namespace MlNetLabels.Images.Jpeg;

/// <summary>The order in which a file lists the 64 coefficients of a block: figure A.6 of ITU-T T.81.</summary>
internal static class ZigZag
{
    public const int Length = 64;

    /// <summary>Row plus 8 times column of each.</summary>
    public static ReadOnlySpan<byte> Places =>
        // csharpier-ignore
        [
            0,
            8,
            1,
            2,
            9,
            16,
            24,
            17,
            10,
            3,
            4,
            11,
            18,
            25,
            32,
            40,
            33,
            26,
            19,
            12,
            5,
            6,
            13,
            20,
            27,
            34,
            41,
            48,
            56,
            49,
            42,
            35,
            28,
            21,
            14,
            7,
            15,
            22,
            29,
            36,
            43,
            50,
            57,
            58,
            51,
            44,
            37,
            30,
            23,
            31,
            38,
            45,
            52,
            59,
            60,
            53,
            46,
            39,
            47,
            54,
            61,
            62,
            55,
            63,
        ];

    /// <summary>How many rows, and how many columns, the coefficients up to each take.</summary>
    public static (int Rows, int Columns)[] Extents { get; } = MakeExtents();

    private static (int, int)[] MakeExtents()
    {
        var extents = new (int, int)[Length];
        int rows = 0,
            columns = 0;
        for (int i = 0; i < Length; i++)
            extents[i] = (rows, columns) = (Math.Max(rows, Places[i] % 8 + 1), Math.Max(columns, Places[i] / 8 + 1));
        return extents;
    }
}
