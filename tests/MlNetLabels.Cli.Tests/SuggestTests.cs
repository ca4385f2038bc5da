using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>The verb as people and programs call it.</summary>
public sealed class SuggestTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Suggest_Json_HasEachImageWithItsReasonAndNoPictures()
    {
        var report = Tool.Run("suggest", "--pool", shapes.Lines, "--model", shapes.Model, "--count", "3", "--json")
            .Json();

        Assert.Equal(Shapes.Strangers, report.GetProperty("poolImages").GetInt32());
        Assert.Equal("drop-query", report.GetProperty("strategy").GetString());
        var images = report.GetProperty("images").EnumerateArray().ToArray();
        Assert.InRange(images.Length, 1, 3);
        Assert.All(
            images,
            x => Assert.Contains(x.GetProperty("reason").GetString(), new[] { "Unsure", "Typical", "NewClass" })
        );
        Assert.All(images, x => Assert.False(x.TryGetProperty("picture", out _)));
    }

    [Fact]
    public void Suggest_ListAndPage_AreWrittenAndNamed()
    {
        string list = _folder.File("next.csv"),
            page = _folder.File("next.html");

        var result = Tool.Run("suggest", "--pool", shapes.Images, "--output", list, "--html", page, "--count", "4")
            .Done();

        Assert.Contains("There is no model yet", result.Out, StringComparison.Ordinal);
        Assert.Contains($"To label: {list}", result.Out, StringComparison.Ordinal);
        Assert.Equal(5, File.ReadAllLines(list).Length);
        Assert.Contains("Typical images", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Fact]
    public void Suggest_ProjectThatNobodyHasLabelled_LooksAtThePoolAlone()
    {
        string photos = _folder.File("photos");
        Directory.CreateDirectory(photos);
        foreach (string image in Directory.EnumerateFiles(shapes.Images, "*", SearchOption.AllDirectories).Take(5))
            File.Copy(image, Path.Combine(photos, Path.GetFileName(image)), overwrite: true);
        var environment = new Dictionary<string, string>();
        Tool.RunIn(_folder.Path, environment, "init", "--data", "photos").Done();

        var result = Tool.RunIn(_folder.Path, environment, "suggest", "--pool", "photos", "--count", "2").Done();

        Assert.Contains("There is no model yet", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("--data", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--count", "0", "between 1 and 10000")]
    [InlineData("--count", "10001", "between 1 and 10000")]
    [InlineData("--strategy", "drop-query", "needs --model")]
    [InlineData("--strategy", "dropquery", "drop-query")]
    [InlineData("--suspects", "s.csv", "needs --data")]
    public void Suggest_OptionThatCannotBe_IsAUsageError(string option, string value, string said)
    {
        var result = Tool.Run("suggest", "--pool", shapes.Images, option, value);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
    }
}
