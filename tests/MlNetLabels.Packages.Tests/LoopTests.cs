using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using MlNetLabels.Testing;

namespace MlNetLabels.Packages.Tests;

/// <summary>
/// From photographs that nobody labelled to a service, and round again, as README tells it: in an empty folder, by the
/// installed program alone.
/// </summary>
[Trait("Speed", "Slow")]
public sealed partial class LoopTests(Feed feed, ITestOutputHelper output)
{
    private const int NotPromoted = 6,
        First = 100,
        Second = 60,
        Posted = 20;

    private const string Heading = "## From labels to a service, and round again\n";

    [Fact]
    public async Task Loop_OnFlowers_AnswersBetterTheSecondTimeWhileItServes()
    {
        string flowers = SharedFiles.Path("data", "flowers");
        string tool = feed.InstallTool("loop-tools"),
            folder = feed.NewFolder("loop");
        var truth = Lay(flowers, Path.Combine(folder, "photos"));
        string[][] steps = StepsOfReadme();
        Assert.Equal(
            ["init", "label", "retrain", "serve", "suggest", "label", "retrain", "runs"],
            steps.Select(words => words[0])
        );
        Command Step(int step, params string[] more) => feed.Command(tool, [.. steps[step], .. more]).In(folder);

        Assert.Contains("none of them labelled", Step(0).Run().Done(), StringComparison.Ordinal);
        await using (var hands = await LabellingHands.OpenAsync(Step(1, "--no-browser")))
        {
            await hands.AnswerAsync(First, truth);
            Assert.Contains("100 of 200 images are answered", await hands.CloseAsync(), StringComparison.Ordinal);
        }
        Step(2).Run().Done();

        await using var service = await RunningTool.StartAsync(Step(3, "--urls", "http://127.0.0.1:0"), "Serving at ");
        using var client = new HttpClient { BaseAddress = service.Address };
        string version = await VersionAsync(client);
        string[] learned = [.. RowsOf(folder, "0001").Where(x => x.Use == "train").Select(x => x.File).Take(Posted)];
        int right = 0;
        foreach (string file in learned)
            right += ClassOf(await AskAsync(client, folder, file)) == truth[file] ? 1 : 0;
        // Of the images that it was trained on; by chance a fifth would be right.
        Assert.True(right > Posted / 2, $"{right} of {Posted} are named right");

        Step(4).Run().Done();
        string[] suggested =
        [
            .. File.ReadLines(Path.Combine(folder, "next.csv"))
                .Skip(1)
                .Select(x => x["photos/".Length..x.IndexOf(',')]),
        ];
        string[] answered;
        await using (var hands = await LabellingHands.OpenAsync(Step(5, "--no-browser")))
        {
            await hands.LookedAsync();
            answered = await hands.AnswerAsync(Second, truth);
            await hands.CloseAsync();
        }
        Assert.Equal(suggested.Take(Second), answered);

        var again = Step(6).Run();
        if (again.ExitCode == NotPromoted)
            Step(7).Run().Done();
        else
            again.Done();

        Assert.Equal(First + Second, RowsOf(folder, "0002").Length);
        Assert.Equal(TestImages(folder, "0001"), TestImages(folder, "0002"));
        CheckBetter(folder);
        Assert.NotEqual(version, await UntilAnotherAsync(client, version));
        string[] images = [.. answered.Take(Posted).Select(x => Path.Combine("photos", x))];
        var said = JsonDocument.Parse(
            feed.Command(tool, ["predict", "--model", "runs/0002/model.mlabels", "--json", .. images])
                .In(folder)
                .Run()
                .Done()
        );
        foreach (var (image, answer) in images.Zip(said.RootElement.GetProperty("images").EnumerateArray()))
        {
            var served = await AskAsync(client, folder, Path.GetFileName(image));
            Assert.True(JsonElement.DeepEquals(answer.GetProperty("prediction"), served), $"{answer}\n{served}");
        }
    }

    // None where the image is rejected.
    private static string? ClassOf(JsonElement answer) =>
        answer.TryGetProperty("class", out var name) ? name.GetString() : null;

    // The commands of the section, without the program's name.
    private static string[][] StepsOfReadme()
    {
        string text = File.ReadAllText(Path.Combine(SharedFiles.Repository, "README.md"));
        string section = text[(text.IndexOf(Heading, StringComparison.Ordinal) + Heading.Length)..];
        return
        [
            .. section[..section.IndexOf("\n## ", StringComparison.Ordinal)]
                .Split('\n')
                .Where(line => line.StartsWith("mlnet-labels ", StringComparison.Ordinal))
                .Select(line => Word().Matches(line).Skip(1).Select(word => word.Value.Trim('"')).ToArray()),
        ];
    }

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();

    // On the same test images. Log-loss uses every probability, where the accuracy of some fifty images moves in steps of
    // two points and twice the training images are worth three of them; no figure may be worse beyond chance.
    private void CheckBetter(string folder)
    {
        var run = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "runs", "0002", "run.json"))).RootElement;
        foreach (var figure in run.GetProperty("figures").EnumerateArray())
        {
            string name = $"{figure.GetProperty("metric").GetString()} of {figure.GetProperty("head").GetString()}";
            var (a, b) = (figure.GetProperty("a").GetDouble(), figure.GetProperty("b").GetDouble());
            output.WriteLine(FormattableString.Invariant($"{name}: {a:0.000}, then {b:0.000}"));
            Assert.False(figure.GetProperty("isWorse").GetBoolean(), name);
            if (figure.GetProperty("metric").GetString() == "logLoss")
                Assert.True(b < a, $"{name} was {a}, and is {b}");
        }
    }

    private static (string File, string Use)[] RowsOf(string folder, string run) =>
        [
            .. File.ReadLines(Path.Combine(folder, "runs", run, "data.csv"))
                .Skip(1)
                .Select(line => line.Split(','))
                .Select(cells => (cells[0], cells[3])),
        ];

    private static string[] TestImages(string folder, string run) =>
        [.. RowsOf(folder, run).Where(x => x.Use == "test").Select(x => x.File).Order(StringComparer.Ordinal)];

    private static async Task<string> VersionAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonElement>("v2/models/loop")).GetProperty("versions")[0].GetString()!;

    private static async Task<string> UntilAnotherAsync(HttpClient client, string version)
    {
        // Far above the second that it takes, so that a service that follows nothing fails.
        var clock = Stopwatch.StartNew();
        string now = version;
        while (now == version && clock.Elapsed < TimeSpan.FromMinutes(1))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
            now = await VersionAsync(client);
        }
        return now;
    }

    private static async Task<JsonElement> AskAsync(HttpClient client, string folder, string file)
    {
        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(folder, "photos", file)));
        content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        using var response = await client.PostAsync("v1/models/loop/predict", content);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("images")[0]
            .GetProperty("prediction");
    }

    // Names say nothing, and their order nothing of the class.
    private static Dictionary<string, string> Lay(string flowers, string photos)
    {
        Directory.CreateDirectory(photos);
        var truth = new Dictionary<string, string>();
        int number = 0;
        foreach (string kind in Directory.GetDirectories(flowers).Order(StringComparer.Ordinal))
        foreach (string image in Directory.GetFiles(kind, "*.jpg").Order(StringComparer.Ordinal))
        {
            string name = $"{number++ * 37 % 200:000}.jpg";
            File.Copy(image, Path.Combine(photos, name));
            truth[name] = Path.GetFileName(kind);
        }
        return truth;
    }
}
