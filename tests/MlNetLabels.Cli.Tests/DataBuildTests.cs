using MlNetLabels.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

public sealed class DataBuildTests
{
    [Trait("Speed", "Slow")]
    [Fact]
    public void DataBuild_InAnyFolder_RendersImagesAndReadableListsBelowIt()
    {
        using var current = new TemporaryFolder();

        var summary = Tool.RunIn(current.Path, new Dictionary<string, string>(), "data", "build", "--json").Json();

        string folder = current.File("emoji");
        Assert.Equal(folder, summary.GetProperty("folder").GetString());
        Assert.True(summary.GetProperty("images").GetInt32() > 1000);
        var classes = DatasetReader.Read(Path.Combine(folder, "classes.csv"));
        Assert.Equal(["building", "flag"], classes.LabelNames);
        Assert.All(classes.Rows, row => Assert.True(row.Group is not null && File.Exists(row.Path), row.File));
        var labels = DatasetReader.Read(Path.Combine(folder, "labels.csv"));
        Assert.Equal(TargetKind.LabelSets, labels.Kind);
        for (int k = 0; k < labels.LabelNames.Count; k++)
            Assert.True(labels.Rows.Count(r => r.Labels[k] == LabelState.Present) >= 60, labels.LabelNames[k]);
        Assert.Contains(labels.Rows, row => row.Labels.All(l => l == LabelState.Absent));
        Assert.Equal(summary.GetRawText(), Tool.Run("data", "build", "--output", folder, "--json").Json().GetRawText());
    }
}
