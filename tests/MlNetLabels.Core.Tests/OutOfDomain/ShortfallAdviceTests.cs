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

    [GeneratedRegex("up to ([0-9]+) more")]
    private static partial Regex More();
}
