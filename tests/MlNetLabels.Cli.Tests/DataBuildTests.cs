using MlNetLabels.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

public sealed class DataBuildTests
{
    [Trait("Speed", "Slow")]
    [Fact]
    public void DataBuild_IntoAFolder_RendersImagesAndReadableLists()
    {
        using var folder = new TemporaryFolder();

        var summary = Cli.Run("data", "build", "--output", folder.Path, "--json").Json();

        Assert.True(summary.GetProperty("images").GetInt32() > 1000);
        var classes = DatasetReader.Read(folder.File("classes.csv"));
        Assert.Equal(["building", "flag"], classes.LabelNames);
        Assert.All(classes.Rows, row => Assert.True(row.Group is not null && File.Exists(row.Path), row.File));
        var labels = DatasetReader.Read(folder.File("labels.csv"));
        Assert.Equal(TargetKind.LabelSets, labels.Kind);
        for (int k = 0; k < labels.LabelNames.Count; k++)
            Assert.True(labels.Rows.Count(r => r.Labels[k] == LabelState.Present) >= 60, labels.LabelNames[k]);
        Assert.Contains(labels.Rows, row => row.Labels.All(l => l == LabelState.Absent));
    }
}
