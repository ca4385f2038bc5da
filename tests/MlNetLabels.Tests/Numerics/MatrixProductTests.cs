using System.Numerics;
using MlNetLabels.Numerics;

namespace MlNetLabels.Tests.Numerics;

/// <summary>The tiled product against its scalar twin, bit for bit, at sizes around every tile and vector edge.</summary>
public sealed class MatrixProductTests
{
    private const float Guard = 12345;

    public static TheoryData<int, int> Shapes
    {
        get
        {
            int w = Vector<float>.Count;
            var shapes = new TheoryData<int, int>();
            foreach (int m in (int[])[1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17])
                foreach (int n in (int[])[1, w - 1, w, w + 1, 2 * w - 1, 2 * w, 2 * w + 1, 3 * w, 3 * w + 1, 4 * w, 5 * w, 6 * w + w / 2, 7 * w])
                    shapes.Add(m, n);
            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Add_AnyShape_GivesTheBitsOfTheScalarTwin(int m, int n)
    {
        foreach (int k in (int[])[1, 2, 7, 33]) AssertTwin(m, n, k, transposed: false);
        AssertTwin(m, n, 9, transposed: true);
    }

    [Theory]
    [InlineData(0, 3, 3)]
    [InlineData(3, 0, 3)]
    [InlineData(3, 3, 0)]
    public void Add_AnEmptySide_ChangesNothing(int m, int n, int k)
    {
        float[] c = [1, 2, 3, 4, 5, 6, 7, 8, 9];

        MatrixProduct.Add(new(new float[9], 3, 1), new float[9], 3, c, 3, m, k, n);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], c);
    }

    [Fact]
    public void Add_BlocksOfTheInnerSide_GivesTheBitsOfOneGo()
    {
        const int Rows = 6, Inner = 50, Columns = 27;
        float[] a = Values(Rows * Inner, 1), b = Values(Inner * Columns, 2), whole = new float[Rows * Columns], blocks = new float[Rows * Columns];

        MatrixProduct.Add(new(a, Inner, 1), b, Columns, whole, Columns, Rows, Inner, Columns);
        MatrixProduct.Add(new(a, Inner, 1), b, Columns, blocks, Columns, Rows, 20, Columns);
        MatrixProduct.Add(new(a.AsSpan(20), Inner, 1), b.AsSpan(20 * Columns), Columns, blocks, Columns, Rows, Inner - 20, Columns);

        Assert.Equal(whole, blocks);
    }

    [Theory]
    [InlineData(11, 12, 12)]
    [InlineData(12, 11, 12)]
    [InlineData(12, 12, 10)]
    public void Add_ASpanTooShort_Throws(int a, int b, int c) =>
        Assert.Throws<ArgumentException>(() => MatrixProduct.Add(new(new float[a], 4, 1), new float[b], 3, new float[c], 4, 3, 4, 3));

    private static void AssertTwin(int m, int n, int k, bool transposed)
    {
        // One more column than the product fills: it must stay as it is.
        float[] a = Values(m * k, 1), b = Values(k * n, 2), c = Values(m * (n + 1), 3);
        for (int i = 0; i < m; i++) c[i * (n + 1) + n] = Guard;
        float[] twin = [.. c];
        var left = transposed ? new MatrixProduct.Left(a, 1, m) : new MatrixProduct.Left(a, k, 1);

        MatrixProduct.Add(left, b, n, c, n + 1, m, k, n);
        for (int i = 0; i < m; i++) MatrixProduct.AddScalar(left, b, n, twin, n + 1, i, 0, k, n);

        Assert.Equal(twin, c);
    }

    private static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 2 - 1))];
    }
}
