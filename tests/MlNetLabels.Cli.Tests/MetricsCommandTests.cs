using System.Text.Json;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

public sealed class MetricsCommandTests : IDisposable
{
    // Asked for by the product; probabilities are written to every digit, so most figures agree to the last.
    private const double Tolerance = 1e-6;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Metrics_OfOurOwnPredictions_EqualsEvaluate()
    {
        string model = _folder.File("m.mlabels"),
            npy = Embeddings.Write(_folder, "rows"),
            output = _folder.File("predictions");
        Tool.Run("train", "--embeddings", npy, "--l2", "0.05", "--model", model).Done();
        var heads = Tool.Run(
                "evaluate",
                "--embeddings",
                npy,
                "--model",
                model,
                "--predictions-output",
                output,
                "--json"
            )
            .Json()
            .GetProperty("heads");

        var softmax = Tool.Run("metrics", "--predictions", Path.Combine(output, "softmax.csv"), "--json")
            .Json()
            .GetProperty("heads")
            .GetProperty("softmax");
        var labels = Tool.Run(
                "metrics",
                "--predictions",
                Path.Combine(output, "labels.csv"),
                "--thresholds",
                Path.Combine(output, "thresholds.csv"),
                "--json"
            )
            .Json()
            .GetProperty("heads")
            .GetProperty("labels");

        foreach (string part in new[] { "test", "intervals" })
        {
            AssertSame(heads.GetProperty("softmax").GetProperty(part), softmax.GetProperty(part), "softmax." + part);
            AssertSame(heads.GetProperty("labels").GetProperty(part), labels.GetProperty(part), "labels." + part);
        }
    }

    [Fact]
    public void Metrics_Classes_PrintsFiguresWithIntervals()
    {
        string csv = _folder.Write(
            "p.csv",
            "label,group,p:cat,p:dog\ncat,a,0.9,0.1\ncat,a,0.4,0.6\ndog,b,0.2,0.8\ndog,,0.3,0.7\n"
        );

        var result = Tool.Run("metrics", "--predictions", csv).Done();

        Assert.Contains("4 images", result.Out, StringComparison.Ordinal);
        Assert.Matches(@"accuracy +75% +[0-9.]+% +100%", result.Out);
        Assert.Matches(@"dog +66\.7% +100% +0\.800", result.Out);
    }

    [Theory]
    [InlineData("a,b,p:a,p:b\n1,0,0.8,0.4\n0,,0.3,0.9\n")]
    [InlineData("file,truth:a,truth:b,p:b,p:a\nx,1,0,0.4,0.8\ny,0,,0.9,0.3\n")]
    public void Metrics_Labels_TakesBothNamesOfTruth(string text)
    {
        var labels = Tool.Run("metrics", "--predictions", _folder.Write("p.csv", text), "--json")
            .Json()
            .GetProperty("heads")
            .GetProperty("labels")
            .GetProperty("test");

        // Row 1: a right, b right; row 2: a right, b unknown.
        Assert.Equal(1, labels.GetProperty("microF1").GetDouble());
        Assert.Equal(
            -(Math.Log(0.8) + Math.Log(0.6) + Math.Log(0.7)) / 3,
            labels.GetProperty("logLoss").GetDouble(),
            1e-9
        );
    }

    [Theory]
    [InlineData("label,p:a,p:b\na,0.9,0.1\nb,0.4,0.4\n", "(3)", "sum to 0.8")]
    [InlineData("label,p:a,p:b\na,0.9,0.1\nb,NaN,0.4\n", "(3)", "'p:a'")]
    [InlineData("label,p:a,p:b\na,1.2,-0.2\n", "(2)", "'p:a' is '1.2'")]
    [InlineData("label,p:a,p:b\nc,0.5,0.5\n", "(2)", "'p:c'")]
    [InlineData("label,p:a,P:b\na,0.5,0.5\n", "(1)", "'P:b'")]
    [InlineData("a,p:a\n2,0.5\n", "(2)", "column 'a' is '2'")]
    [InlineData("a,p:a\n1,Infinity\n", "(2)", "'p:a'")]
    [InlineData("a,p:a\n1,\n", "(2)", "'p:a'")]
    [InlineData("p:a\n0.5\n", "(1)", "'p:a' has no truth")]
    [InlineData("a,b,p:a\n1,0,0.5\n", "(1)", "'p:b'")]
    [InlineData("a,truth:a,p:a\n1,1,0.5\n", "(1)", "given twice")]
    [InlineData("a,b\n1,0\n", "(1)", "no probability column")]
    [InlineData("a,p:a\n", "no rows", "p.csv")]
    public void Metrics_BadPredictions_NamesFileLineAndColumn(string text, string place, string what) =>
        Tool.Run("metrics", "--predictions", _folder.Write("p.csv", text)).Refused(3, "p.csv", place, what);

    [Theory]
    [InlineData("label,threshold\na,0.5\n", "'b'")]
    [InlineData("label,threshold\na,0.5\nb,1.5\n", "(3)")]
    [InlineData("label,threshold\na,0.5\na,0.5\n", "twice")]
    [InlineData("label,threshold\nc,0.5\n", "'c'")]
    [InlineData("label,cut\na,0.5\n", "'threshold'")]
    public void Metrics_BadThresholds_NamesFileAndPlace(string text, string what) =>
        Tool.Run(
                "metrics",
                "--predictions",
                _folder.Write("p.csv", "a,b,p:a,p:b\n1,0,0.8,0.4\n"),
                "--thresholds",
                _folder.Write("t.csv", text)
            )
            .Refused(3, "t.csv", what);

    [Fact]
    public void Metrics_Report_IsRefusedAsOne() =>
        Tool.Run("metrics", "--predictions", _folder.Write("report.json", "{\n \"version\": 1\n}\n"))
            .Refused(3, "report.json", "no list of predictions", "--predictions-output");

    private static void AssertSame(JsonElement expected, JsonElement actual, string place)
    {
        Assert.True(expected.ValueKind == actual.ValueKind, $"{place}: {expected.ValueKind} and {actual.ValueKind}");
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Equal(
                    expected.EnumerateObject().Select(p => p.Name),
                    actual.EnumerateObject().Select(p => p.Name)
                );
                foreach (var property in expected.EnumerateObject())
                    AssertSame(property.Value, actual.GetProperty(property.Name), $"{place}.{property.Name}");
                break;
            case JsonValueKind.Array:
                Assert.Equal(expected.GetArrayLength(), actual.GetArrayLength());
                for (int i = 0; i < expected.GetArrayLength(); i++)
                    AssertSame(expected[i], actual[i], $"{place}[{i}]");
                break;
            case JsonValueKind.Number:
                Assert.True(
                    Math.Abs(expected.GetDouble() - actual.GetDouble()) <= Tolerance,
                    $"{place}: {expected} and {actual}"
                );
                break;
            default:
                Assert.Equal(expected.ToString(), actual.ToString());
                break;
        }
    }
}
