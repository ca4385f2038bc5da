using MlNetLabels.Monitoring;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Core.Tests.Monitoring;

/// <summary>Whether more is rejected than promised, against all orders in which old and new images can lie.</summary>
public sealed class RejectedShareTests
{
    private const double Rounding = 1e-12;

    // Of 4 held-out and 3 new images every order of the 7 is as likely. At a rate of 0.4 the cut is the third smallest of
    // the 4, so that as many new ones are rejected as lie above it.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Test_FewImages_IsTheShareOfAllOrders(int rejected)
    {
        int orders = 0,
            asMany = 0;
        for (int chosen = 0; chosen < 1 << 7; chosen++)
        {
            if (int.PopCount(chosen) != 4)
                continue;
            orders++;
            int third = Enumerable.Range(0, 7).Where(i => (chosen >> i & 1) == 1).ElementAt(2);
            if (Enumerable.Range(third, 7 - third).Count(i => (chosen >> i & 1) == 0) >= rejected)
                asMany++;
        }
        double[] scores = [.. Enumerable.Range(0, 3).Select(i => i < rejected ? 10.0 : 0)];

        var found = RejectedShare.Test(ConformalCut.Fit([1, 2, 3, 4], 0.4), scores);

        Assert.Equal(35, orders);
        Assert.Equal(rejected / 3.0, found.Value);
        Assert.Equal((double)asMany / orders, found.PValue!.Value, Rounding);
    }

    [Fact]
    public void Test_ManyHeldOut_IsNearlyBinomial()
    {
        double[] held = [.. Enumerable.Range(0, 200_000).Select(i => (double)i)];
        double[] scores = [.. Enumerable.Range(0, 200).Select(i => i < 18 ? 1e9 : 0)];

        var found = RejectedShare.Test(ConformalCut.Fit(held, 0.05), scores);

        // Sum of binomial(200, k) 0.05^k 0.95^(200 - k) from k = 18.
        double tail = 1,
            term = Math.Pow(0.95, 200);
        for (int k = 0; k < 18; k++)
        {
            tail -= term;
            term *= (200.0 - k) / (k + 1) * 0.05 / 0.95;
        }
        Assert.Equal(tail, found.PValue!.Value, tail * 0.01);
    }

    [Fact]
    public void Test_CheckThatIsOff_SaysSo()
    {
        var found = RejectedShare.Test(ConformalCut.Fit([1, 2], 0.05), [0]);

        Assert.Null(found.PValue);
        Assert.Contains("off", found.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Test_CutByGroups_HasAShareAndNoTest()
    {
        var found = RejectedShare.Test(ConformalCut.Fit([1, 2, 3, 4], 0.4, [0, 0, 1, 2]), [9, 0]);

        Assert.Equal(0.5, found.Value);
        Assert.Null(found.PValue);
    }
}
