using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>The whole way on real images, where they lie beside the checkout.</summary>
public sealed class SharedDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Trait("Speed", "Slow")]
    [Fact]
    public void TrainAndEvaluate_Prints_TellsPeopleApart()
    {
        string prints = SharedFiles.Path("data", "prints"),
            model = _folder.File("prints.mlabels");

        Tool.Run("train", "--data", prints, "--classes", "building,coat", "--model", model).Done();
        var report = Tool.Run(
                "evaluate",
                "--model",
                model,
                "--data",
                prints,
                "--classes",
                "building,coat",
                "--out-of-domain",
                "near:" + Path.Combine(prints, "people"),
                "--json"
            )
            .Json();

        double best = report
            .GetProperty("outOfDomain")
            .EnumerateArray()
            .Max(row => row.GetProperty("auroc").GetDouble());
        Assert.True(best > 0.9, $"AUROC {best}");
        Assert.Contains(
            report.GetProperty("outOfDomain").EnumerateArray(),
            row => row.TryGetProperty("rejected", out _) && row.GetProperty("distance").GetString() == "near"
        );
    }

    [Trait("Speed", "Slow")]
    [Fact]
    public void Train_AquariumLabels_TrainsEveryLabel()
    {
        var manifest = Tool.Run(
                "train",
                "--data",
                SharedFiles.Path("data", "aquarium", "labels.csv"),
                "--model",
                _folder.File("aquarium.mlabels"),
                "--l2",
                "0.05",
                "--json"
            )
            .Json()
            .GetProperty("manifest");

        Assert.False(
            manifest.TryGetProperty("softmax", out var softmax)
                && softmax.ValueKind == System.Text.Json.JsonValueKind.Object
        );
        Assert.Contains(
            "fish",
            manifest.GetProperty("labels").GetProperty("names").EnumerateArray().Select(x => x.GetString())
        );
    }

    [Fact]
    public void Embed_NastyFiles_ListsThoseThatCannotBeReadAndGoesOn()
    {
        var result = Tool.Run(
            "embed",
            "--images",
            SharedFiles.Path("data", "nasty"),
            "--output",
            _folder.File("nasty.npy"),
            "--json"
        );

        var json = result.Json();
        Assert.True(json.GetProperty("images").GetInt32() > 0);
        Assert.All(
            json.GetProperty("skipped").EnumerateArray(),
            file => Assert.NotEmpty(file.GetProperty("reason").GetString()!)
        );
        Assert.NotEmpty(json.GetProperty("skipped").EnumerateArray());
    }
}
