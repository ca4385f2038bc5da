using System.Numerics;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Numerics;

/// <summary>
/// Every path of the product against its scalar twin. One accumulator and one order in both: the bits must be equal.
/// </summary>
public sealed class MatrixProductTests
{
    private const float Guard = 12345;

    public static TheoryData<int> Columns
    {
        get
        {
            int width = Vector<float>.Count;
            return
            [
                1,
                width - 1,
                width,
                width + 1,
                2 * width,
                3 * width - 1,
                3 * width,
                3 * width + 1,
                4 * width,
                6 * width,
                7 * width + 3,
            ];
        }
    }

    [Theory]
    [MemberData(nameof(Columns))]
    public void Add_SizesAroundEveryTile_GivesTheBitsOfTheScalarTwin(int n)
    {
        foreach (int m in new[] { 1, 3, 4, 5, 8, 9 })
        foreach (int k in new[] { 1, 2, 7, 64 })
        foreach (bool transposed in new[] { false, true })
            AssertTwin(m, k, n, transposed);
    }

    [Fact]
    public void Add_HandWorkedExample_AddsToWhatIsThere()
    {
        float[] c = [10, 20, 30, 40];

        MatrixProduct.Add(new([1, 2, 3, 4, 5, 6], 3, 1), [1, 2, 3, 4, 5, 6], 2, c, 2, 2, 3, 2);

        Assert.Equal([10 + 22, 20 + 28, 30 + 49, 40 + 64], c);
    }

    [Theory]
    [InlineData(0, 3, 3)]
    [InlineData(3, 0, 3)]
    [InlineData(3, 3, 0)]
    public void Add_NothingToAdd_LeavesTheTargetAlone(int m, int k, int n)
    {
        float[] c = [1, 2, 3, 4, 5, 6, 7, 8, 9];

        MatrixProduct.Add(new(new float[9], 3, 1), new float[9], 3, c, 3, m, k, n);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], c);
    }

    [Theory]
    [InlineData(8, 9, 9)]
    [InlineData(9, 8, 9)]
    [InlineData(9, 9, 8)]
    public void Add_SpanTooShort_IsRefused(int a, int b, int c) =>
        Assert.Throws<ArgumentException>(() =>
            MatrixProduct.Add(new(new float[a], 3, 1), new float[b], 3, new float[c], 3, 3, 3, 3)
        );

    private static void AssertTwin(int m, int k, int n, bool transposed)
    {
        // Strides wider than the block, so that a step too far would show.
        int bStride = n + 2,
            cStride = n + 3,
            aStride = (transposed ? m : k) + 1;
        var random = new Random(m * 1000 + k * 100 + n);
        float[] a = Random(random, aStride * (transposed ? k : m)),
            b = Random(random, bStride * k);
        float[] fast = Random(random, cStride * m);
        for (int i = 0; i < m; i++)
            fast.AsSpan(i * cStride + n, 3).Fill(Guard);
        float[] plain = [.. fast];
        var left = transposed ? new MatrixProduct.Left(a, 1, aStride) : new MatrixProduct.Left(a, aStride, 1);

        MatrixProduct.Add(left, b, bStride, fast, cStride, m, k, n);
        for (int row = 0; row < m; row++)
            MatrixProduct.AddScalar(left, b, bStride, plain, cStride, row, 0, k, n);

        Assert.True(plain.AsSpan().SequenceEqual(fast), $"{m} x {k} x {n}{(transposed ? ", transposed" : "")}");
    }

    private static float[] Random(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
}
