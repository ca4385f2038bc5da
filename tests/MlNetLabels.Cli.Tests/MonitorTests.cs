using System.Text.Json;
using MlNetLabels.Images;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>Images of another kind raise an alarm, those of the same kind none.</summary>
public sealed class MonitorTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Monitor_TrainingImages_AreNoChange()
    {
        var report = Tool.Run("monitor", "--model", shapes.Model, "--images", shapes.Images, "--json").Json();

        var window = Assert.Single(report.GetProperty("windows").EnumerateArray());
        Assert.Equal(2 * Shapes.PerClass, window.GetProperty("images").GetInt32());
        Assert.False(report.GetProperty("hasChanged").GetBoolean());
    }

    [Fact]
    public void Monitor_OtherImages_EndsWithGateFailedAndSaysWhy()
    {
        string page = _folder.File("monitor.html");

        var result = Tool.Run(
            "monitor",
            "--model",
            shapes.Model,
            "--images",
            Lines(60),
            "--window",
            "30",
            "--html",
            page
        );

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("2 alarms in 2 windows", result.Out, StringComparison.Ordinal);
        Assert.Contains("a classifier tells them from training images", result.Out, StringComparison.Ordinal);
        Assert.Contains("does not hold", result.Out.Split('\n')[1], StringComparison.Ordinal);
        string html = File.ReadAllText(page);
        Assert.Contains("not like those it was trained on", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Monitor_LastFewImages_AreLeftOutWithANote()
    {
        var result = Tool.Run("monitor", "--model", shapes.Model, "--images", Lines(35), "--window", "20", "--json");

        Assert.Equal(4, result.ExitCode);
        using var report = JsonDocument.Parse(result.Out);
        Assert.Single(report.RootElement.GetProperty("windows").EnumerateArray());
        Assert.Contains("The last 15 images", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Monitor_NothingThatCanBeRead_IsBadInput()
    {
        string file = _folder.Write("x/none.png", [1, 2, 3]);

        var result = Tool.Run("monitor", "--model", shapes.Model, "--images", Path.GetDirectoryName(file)!);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("None of the images can be used", result.Error, StringComparison.Ordinal);
    }

    private string Lines(int count)
    {
        for (int i = 0; i < count; i++)
            _folder.Write(
                FormattableString.Invariant($"lines/{i:00}.png"),
                SvgDrawing.Render(
                    "<svg xmlns='http://www.w3.org/2000/svg' width='64' height='64'>"
                        + FormattableString.Invariant($"<path d='M0 {i} L64 {63 - i}' stroke='black'/></svg>"),
                    64
                )
            );
        return _folder.File("lines");
    }
}
