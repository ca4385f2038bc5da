using MlNetLabels.AspNetCore.Browser.Tests;
using MlNetLabels.Runs;

namespace MlNetLabels.Labelling.Browser.Tests;

/// <summary>The whole loop on flowers: a first model, fifty images labelled by keyboard, trained again, better.</summary>
public sealed class LoopTests(Chromium chromium, ITestOutputHelper output)
{
    private const int First = 4,
        Labelled = 50;

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Retrain_AfterFiftyAnswersByKeyboard_IsBetterOnTheSameTestImages()
    {
        string flowers = SharedFiles.Path("data", "flowers");
        using var folder = new TemporaryFolder();
        var truth = Lay(flowers, folder);
        var project = ImageProject.Create(folder.Path, new ProjectSettings { Data = "first.csv", L2 = 0.01 });
        var before = Retrain(project, "first.csv");
        string list = folder.File("photos.csv");

        await using (
            var labelling = await LabellingPage.StartAsync(
                new LabellingOptions
                {
                    Data = list,
                    Model = before.ModelFile,
                    CacheFile = folder.File("cache.db"),
                }
            )
        )
        {
            await using var page = await OpenPage.FromAsync(chromium, labelling.Address);
            await page.SeenAsync();
            // What the first model would ask comes first.
            await page.Page.WaitForFunctionAsync("() => fetch('api/state').then(x => x.json()).then(x => x.order > 0)");
            await page.Page.ReloadAsync();
            string[] names = await page.Page.EvaluateFunctionAsync<string[]>(
                "() => fetch('api/state').then(x => x.json()).then(x => x.classes.map(y => y.name))"
            );
            for (int i = 0; i < Labelled; i++)
            {
                await page.SeenAsync();
                string file = await page.TextAsync("#file");
                await page.PressAsync($"{Array.IndexOf(names, truth[file]) + 1}");
            }
            Assert.Contains("145 of 200 answered", await page.TextAsync("#progress"), StringComparison.Ordinal);
            Assert.Empty(page.Complaints);
        }
        var after = Retrain(project, folder.File("photos-labelled.csv"));

        output.WriteLine(
            $"{before.MainFigure}: {before.MainValue:0.000} of {before.Images} images, then {after.MainValue:0.000} of {after.Images}"
        );
        Assert.Equal((75, 75), (before.TestImages, after.TestImages));
        Assert.Equal(before.Images + Labelled, after.Images);
        Assert.True(after.MainValue > before.MainValue, $"{after.MainValue} is not above {before.MainValue}");
    }

    private static RunRecord Retrain(ImageProject project, string data) =>
        project
            .Retrain(
                new RetrainOptions
                {
                    Overrides = new Dictionary<string, System.Text.Json.Nodes.JsonNode?> { ["data"] = data },
                    Embedding = new EmbeddingSettings { CacheFile = Path.Combine(project.Folder, "cache.db") },
                }
            )
            .Run!;

    // Of each class the first are labelled, the next open, the last to be tested on. Names say nothing.
    private static Dictionary<string, string> Lay(string flowers, TemporaryFolder folder)
    {
        var truth = new Dictionary<string, string>();
        List<string> first = ["file,label,split"],
            all = ["file,label,split"];
        int number = 0;
        foreach (string kind in Directory.GetDirectories(flowers).Order(StringComparer.Ordinal))
        foreach (var (i, image) in Directory.GetFiles(kind, "*.jpg").Order(StringComparer.Ordinal).Index())
        {
            string name = $"photos/{number++ * 37 % 200:000}.jpg",
                label = Path.GetFileName(kind);
            File.Copy(image, folder.File(name));
            truth[name] = label;
            bool isTest = i >= 25,
                isKnown = isTest || i < First;
            string row = $"{name},{(isKnown ? label : "")},{(isTest ? "test" : "train")}";
            all.Add(row);
            if (isKnown)
                first.Add(row);
        }
        folder.Write("first.csv", string.Join('\n', first) + "\n");
        folder.Write("photos.csv", string.Join('\n', all) + "\n");
        return truth;
    }
}
