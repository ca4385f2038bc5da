using System.Text.Json;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>The article's arithmetic, with the values of the reference restated.</summary>
public sealed class LossesTests
{
    // The article cuts off after four places; losses are given to the last bit of a sum of three terms.
    private const double FourPlaces = 1e-4,
        DoubleRounding = 1e-12;

    private static readonly string[] Article = ["losses", "1.1479", "-1.3265", "1.2661"];

    [Fact]
    public void Losses_ArticleLogits_GivesTheArticlesNumbers()
    {
        var result = Tool.Run([.. Article, "--labels", "1,0,1", "--json"]).Json();

        AssertClose([0.4525, 0.0381, 0.5093], result, "softmax", FourPlaces);
        AssertClose([0.7591, 0.2097, 0.7801], result, "sigmoid", FourPlaces);
        AssertClose(
            [0.7928489241801169, 3.267248924180117, 0.6746489241801168],
            result,
            "crossEntropy",
            DoubleRounding
        );
        Assert.Equal(1, result.GetProperty("softmaxSum").GetDouble(), DoubleRounding);
        Assert.Equal(1.7489, result.GetProperty("sigmoidSum").GetDouble(), FourPlaces);
        Assert.Equal(0.25311462231223586, result.GetProperty("bceWithLogitsMean").GetDouble(), DoubleRounding);
    }

    [Theory]
    [InlineData("1,0,0", 0.6751479556455692)]
    [InlineData("0,0,0", 1.0577812889789024)]
    public void Losses_LabelSet_GivesItsMeanLoss(string labels, double mean) =>
        Assert.Equal(
            mean,
            Tool.Run([.. Article, "--labels", labels, "--json"]).Json().GetProperty("bceWithLogitsMean").GetDouble(),
            DoubleRounding
        );

    [Fact]
    public void Losses_Table_ShowsTheSumsAndSaysNothingOnStderr()
    {
        var result = Tool.Run(Article).Done();

        Assert.Empty(result.Error);
        foreach (string part in new[] { "softmax", "sigmoid", "0.452554", "1.748", "0.674649" })
            Assert.Contains(part, result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Losses_Extremes_StayFinite()
    {
        var result = Tool.Run("losses", "1000", "0", "-1000", "--labels", "0,0,1", "--json").Json();

        AssertClose([1, 0, 0], result, "softmax", 0);
        AssertClose([0, 1000, 2000], result, "crossEntropy", 0);
        AssertClose([1000, Math.Log(2), 1000], result, "bceWithLogits", DoubleRounding);
    }

    [Theory]
    [InlineData("1,0")]
    [InlineData("1,0,2")]
    public void Losses_LabelSetThatDoesNotFit_IsRefused(string labels) =>
        Tool.Run([.. Article, "--labels", labels]).Refused(2, labels);

    [Fact]
    public void Losses_NotANumber_IsRefused() => Tool.Run("losses", "NaN", "1").Refused(2, "Logit 1");

    private static void AssertClose(double[] expected, JsonElement result, string member, double tolerance)
    {
        double[] actual = [.. result.GetProperty(member).EnumerateArray().Select(x => x.GetDouble())];
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], tolerance);
    }
}
