using System.Globalization;
using System.Text.RegularExpressions;
using MlNetLabels.Core.Tests.Data;
using MlNetLabels.Data;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Core.Tests.OutOfDomain;

/// <summary>Whoever adds as many images as a message asks for has enough.</summary>
public sealed partial class ShortfallAdviceTests
{
    private const int Needed = 19;

    private static readonly Split[] s_fitted = [Split.Train, Split.Validation],
        s_held = [Split.Validation];

    [Theory]
    [InlineData(2, 1, false)]
    [InlineData(3, 1, false)]
    [InlineData(9, 1, false)]
    [InlineData(3, 6, false)]
    [InlineData(2, 1, true)]
    [InlineData(3, 1, true)]
    [InlineData(2, 3, true)]
    public void ShortfallOf_AsManyAdded_AreEnough(int classes, int aGroup, bool isCross)
    {
        var held = isCross ? s_fitted : s_held;
        double share = held.Sum(use => Splitter.Shares[(int)use]);
        int tried = 0;
        for (int groups = 4; HeldOut(groups) is < Needed and var few; groups++, tried++)
        {
            string said = ConformalCut
                .Fit(new double[few])
                .ShortfallOf("a rate", "none", share, classes * aGroup, isSplit: false)!;
            int more = int.Parse(More().Match(said).Groups[1].Value, CultureInfo.InvariantCulture);

            int eachMore = (more + classes * aGroup - 1) / (classes * aGroup);
            Assert.InRange(HeldOut(groups + eachMore), Needed, int.MaxValue);
        }
        Assert.NotEqual(0, tried);

        int HeldOut(int groups)
        {
            int images = groups * aGroup * classes;
            var data = Datasets.Classes(images, i => i % classes, group: i => $"{i % classes}-{i / classes / aGroup}");
            return Splitter.Divide(data, Datasets.Contents(images)).Splits.Count(held.Contains);
        }
    }

    // What the numbers rest on: rounding takes less than one image a class, either way, of what is added to it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Divide_ImagesAdded_HoldsOutTheirShareButForLessThanOne(bool isCross)
    {
        const int most = 60;
        var held = isCross ? s_fitted : s_held;
        double share = held.Sum(use => Splitter.Shares[(int)use]);
        int[] heldOf = [.. Enumerable.Range(0, most).Select(n => n < Splitter.MinPerClass ? 0 : HeldOut(n))];

        for (int n = Splitter.MinPerClass; n < most; n++)
        for (int more = 1; n + more < most; more++)
            Assert.InRange(heldOf[n + more] - heldOf[n] - share * more, -1 + 1e-9, 1 - 1e-9);

        int HeldOut(int n)
        {
            var data = Datasets.Classes(n + Splitter.MinPerClass, i => i < n ? 0 : 1);
            return Splitter
                .Divide(data, Datasets.Contents(n + Splitter.MinPerClass))
                .Splits.Take(n)
                .Count(held.Contains);
        }
    }

    [GeneratedRegex("([0-9]+) more")]
    private static partial Regex More();
}
