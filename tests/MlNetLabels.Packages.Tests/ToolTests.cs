using System.Text.Json;

namespace MlNetLabels.Packages.Tests;

/// <summary>The program, installed as a tool, in an empty folder.</summary>
[Trait("Speed", "Slow")]
public sealed class ToolTests(Feed feed)
{
    [Fact]
    public void Tool_InEmptyFolder_TrainsEvaluatesPredictsAndExports()
    {
        string tool = feed.InstallTool("tools"),
            folder = feed.NewFolder("empty");

        string Tool(params string[] arguments) => feed.Command(tool, arguments).In(folder).Run().Done();

        Tool("data", "build", "--output", "emoji");
        Tool("train", "--data", "emoji/classes.csv", "--l2", "0.01", "--model", "emoji.mlabels");
        Tool(
            "evaluate",
            "--model",
            "emoji.mlabels",
            "--data",
            "emoji/classes.csv",
            "--out-of-domain",
            "emoji/people.csv",
            "--output",
            "report"
        );
        string image = Directory.GetFiles(Path.Combine(folder, "emoji"), "*.png", SearchOption.AllDirectories)[0];
        using var answer = JsonDocument.Parse(Tool("predict", "--model", "emoji.mlabels", "--json", image));
        Tool("export", "--model", "emoji.mlabels", "--output", "emoji.onnx");

        Assert.Equal(1, answer.RootElement.GetProperty("images").GetArrayLength());
        Assert.True(new FileInfo(Path.Combine(folder, "report", "report.html")).Length > 100_000);
        Assert.True(new FileInfo(Path.Combine(folder, "emoji.onnx")).Length > 1_000_000);
        Assert.True(
            Directory.GetFiles(Path.Combine(feed.Home, ".cache", "mlnetlabels")).Length > 0,
            "the cache lies in the user's cache folder"
        );

        // Nobody, not even root, can write below a device.
        var (file, before) = ("again.mlabels", Directory.GetFileSystemEntries(folder).Length);
        feed.Command(tool, ["train", "--data", "emoji/classes.csv", "--l2", "0.01", "--model", file])
            .Only("HOME", "/dev/null")
            .In(folder)
            .Run()
            .Done();
        Assert.Equal(before + 1, Directory.GetFileSystemEntries(folder).Length);
    }
}
