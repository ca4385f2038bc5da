using System.Text.Json;
using MlNetLabels.Calibration;

namespace MlNetLabels.Core.Tests.Calibration;

public sealed class ThresholdRuleTests
{
    [Theory]
    [InlineData("expected-f1", "expected-f1")]
    [InlineData("best-f1", "best-f1")]
    [InlineData("precision:0.9", "precision:0.9")]
    [InlineData("recall:1", "recall:1")]
    [InlineData("0.35", "fixed:0.35")]
    [InlineData("fixed:0", "fixed:0")]
    [InlineData("7%", "fixed:0.07")]
    [InlineData("precision:92.5%", "precision:0.925")]
    public void Parse_Rule_IsWrittenBack(string text, string written) =>
        Assert.Equal(written, ThresholdRule.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("f1")]
    [InlineData("precision")]
    [InlineData("precision:0")]
    [InlineData("recall:1.5")]
    [InlineData("1,5")]
    [InlineData("NaN")]
    [InlineData("150%")]
    public void Parse_NoRule_NamesIt(string text) =>
        Assert.StartsWith(
            $"'{text}'",
            Assert.Throws<FormatException>(() => ThresholdRule.Parse(text)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Factories_ShareOutsideRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ThresholdRule.WantedPrecision(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ThresholdRule.WantedRecall(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => ThresholdRule.Fixed(1.01));
    }

    [Fact]
    public void Json_Choice_IsWrittenAndRead()
    {
        var choice = new ThresholdChoice("fish", ThresholdRule.WantedRecall(0.9), 0.3, 0.5, 0.9, null, "why");
        string json = JsonSerializer.Serialize(choice, JsonSerializerOptions.Web);
        Assert.Contains("\"rule\":\"recall:0.9\"", json, StringComparison.Ordinal);
        Assert.Equal(choice, JsonSerializer.Deserialize<ThresholdChoice>(json, JsonSerializerOptions.Web));
    }

    [Theory]
    [InlineData("\"best\"")]
    [InlineData("3")]
    [InlineData("{}")]
    public void Json_NoRule_Throws(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ThresholdRule>(json));
}
