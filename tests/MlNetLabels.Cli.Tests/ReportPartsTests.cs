using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>What a report says about single images, on drawings where all of it is known.</summary>
public sealed class ReportPartsTests(Shapes shapes)
{
    private const int Images = 2 * Shapes.PerClass,
        Test = 8;

    [Fact]
    public void Evaluate_WithTheTrainingImages_ShowsImagesMapAndAudit()
    {
        var report = Tool.Run(
                "evaluate",
                "--model",
                shapes.Model,
                "--data",
                shapes.Images,
                "--out-of-domain",
                shapes.Lines,
                "--json"
            )
            .Json();
        int pictures = report.GetProperty("smallPictures").GetArrayLength();
        var images = report.GetProperty("images");

        // Squares and circles are told apart without a doubt: there is no loss to look at.
        Assert.Empty(images.GetProperty("topLosses").EnumerateArray());
        Assert.Equal(
            Test,
            images.GetProperty("confusions").EnumerateArray().Sum(x => x.GetProperty("count").GetInt32())
        );
        foreach (var shown in images.GetProperty("mostConfidentOutOfDomain").EnumerateArray())
        {
            var nearest = shown.GetProperty("nearest").EnumerateArray().ToList();
            double[] similarities = [.. nearest.Select(x => x.GetProperty("similarity").GetDouble())];
            Assert.Equal(3, nearest.Count);
            Assert.Equal(similarities.OrderDescending(), similarities);
            Assert.All(nearest, x => Assert.InRange(x.GetProperty("picture").GetInt32(), 0, pictures - 1));
        }

        var map = report.GetProperty("embeddingMap");
        Assert.Equal(Images + Shapes.Strangers, map.GetProperty("points").GetArrayLength());
        Assert.Equal(
            ["PCA", "t-SNE"],
            map.GetProperty("projections").EnumerateArray().Select(x => x.GetProperty("method").GetString())
        );
        Assert.Equal(
            Shapes.Strangers,
            map.GetProperty("points")
                .EnumerateArray()
                .Count(x => x.TryGetProperty("set", out var set) && set.GetString() == "lines")
        );

        var audit = report.GetProperty("audit");
        Assert.Equal(
            (Images, 1.0),
            (audit.GetProperty("images").GetInt32(), audit.GetProperty("imbalance").GetDouble())
        );
        Assert.True(audit.TryGetProperty("near", out _));
        Assert.True(audit.TryGetProperty("labelErrors", out _));
    }

    [Fact]
    public void Evaluate_WithoutTheTrainingImages_SaysWhyNearestAreMissing()
    {
        using var folder = new TemporaryFolder();
        var files = Tool.Run("evaluate", "--model", shapes.Model, "--data", shapes.Images, "--json")
            .Json()
            .GetProperty("images")
            .GetProperty("confusions")
            .EnumerateArray()
            .SelectMany(x => x.GetProperty("images").EnumerateArray())
            .Select(x => x.GetProperty("file").GetString()!);
        string csv = folder.Write(
            "test.csv",
            "file,label\n"
                + string.Concat(files.Select(f => $"\"{Path.Combine(shapes.Images, f)}\",{f.Split('/')[0]}\n"))
        );

        var images = Tool.Run("evaluate", "--model", shapes.Model, "--data", csv, "--json")
            .Json()
            .GetProperty("images");

        Assert.Contains("training images", images.GetProperty("nearestNote").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"nearest\"", images.GetRawText(), StringComparison.Ordinal);
    }
}
