namespace MlNetLabels.Reports.Tests;

/// <summary>A share is a percentage wherever it is read, and a difference of two has points.</summary>
public sealed class MetricNamesTests
{
    [Theory]
    [InlineData("accuracy", "12.5%", "+12.5 points")]
    [InlineData("balancedAccuracy", "12.5%", "+12.5 points")]
    [InlineData("perClass[0].precision", "12.5%", "+12.5 points")]
    [InlineData("perLabel[12].recall", "12.5%", "+12.5 points")]
    [InlineData("hammingLoss", "12.5%", "+12.5 points")]
    [InlineData("accepted Old People", "12.5%", "+12.5 points")]
    [InlineData("macroF1", "0.125", "+0.125")]
    [InlineData("logLoss", "0.125", "+0.125")]
    [InlineData("perLabel[0].averagePrecision", "0.125", "+0.125")]
    public void Format_SharesInPercentAllElseAsNumbers(string metric, string figure, string difference)
    {
        Assert.Equal(figure, MetricNames.Format(metric, 0.125));
        Assert.Equal(difference, MetricNames.Difference(metric, 0.125));
    }

    [Fact]
    public void Differences_NameTheirUnitOnce()
    {
        Assert.Equal("-1.0 to +2.0 points", MetricNames.Differences("accuracy", -0.01, 0.02));
        Assert.Equal("-0.010 to +0.002", MetricNames.Differences("macroF1", -0.01, 0.002));
        Assert.Equal(Figures.Absent, MetricNames.Differences("macroF1", null, 0.002));
    }

    [Fact]
    public void InWords_FolderAfterTheMetric_KeepsItsName()
    {
        Assert.Equal("accepted Old People", MetricNames.InWords("accepted Old People"));
        Assert.Equal("micro F1", MetricNames.InWords("microF1"));
        Assert.Equal("accepted test images", MetricNames.InWords("acceptedTestImages"));
    }
}
