using MlNetLabels.Images.Jpeg;

namespace MlNetLabels.Imaging.Tests.Images.Jpeg;

/// <summary>The inverse transform against its definition in double precision, and the turn it is made with.</summary>
public sealed class InverseDctTests
{
    private const int Side = 8;

    [Fact]
    public void Run_AnyCoefficients_EqualsTheDefinition()
    {
        var random = new Random(1);
        for (int round = 0; round < 500; round++)
        {
            int last = round % ZigZag.Length;
            var coefficients = new float[ZigZag.Length];
            for (int k = 0; k <= last; k++)
                coefficients[ZigZag.Places[k]] = random.Next(-400, 401) / (1 + k);
            double[] expected = Definition(coefficients);
            var levels = new byte[ZigZag.Length];

            InverseDct.Run(coefficients, last, levels, Side);

            for (int i = 0; i < levels.Length; i++)
                Assert.InRange(levels[i], Level(expected[i] - 0.001), Level(expected[i] + 0.001));
            Assert.Equal(new float[ZigZag.Length], coefficients);
        }
    }

    [Fact]
    public void RunPlain_AnyBlock_TurnsAsRunDoes()
    {
        const int SourceStride = 11,
            TargetStride = 9;
        float[] source = [.. Enumerable.Range(0, Side * SourceStride).Select(i => (float)i)],
            turned = new float[Side * TargetStride],
            plain = new float[Side * TargetStride];

        Transpose.Run(ref source[0], SourceStride, ref turned[0], TargetStride);
        Transpose.RunPlain(ref source[0], SourceStride, ref plain[0], TargetStride);

        for (int y = 0; y < Side; y++)
        for (int x = 0; x < Side; x++)
        {
            Assert.Equal(source[y * SourceStride + x], turned[x * TargetStride + y]);
            Assert.Equal(source[y * SourceStride + x], plain[x * TargetStride + y]);
        }
    }

    // ITU-T T.81, A.3.3.
    private static double[] Definition(float[] coefficients)
    {
        var levels = new double[ZigZag.Length];
        for (int y = 0; y < Side; y++)
        for (int x = 0; x < Side; x++)
        for (int v = 0; v < Side; v++)
        for (int u = 0; u < Side; u++)
            levels[y * Side + x] += Scale(u) * Scale(v) / 4 * coefficients[u * Side + v] * Wave(x, u) * Wave(y, v);
        return levels;

        static double Scale(int wave) => wave == 0 ? Math.Sqrt(0.5) : 1;
        static double Wave(int place, int wave) => Math.Cos((2 * place + 1) * wave * Math.PI / 16);
    }

    private static byte Level(double value) => (byte)Math.Clamp(Math.Floor(value + 128.5), 0, 255);
}
