using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlNetLabels.Packages.Tests;

/// <summary>The projects that export writes, built and run from packages alone, do what the program does.</summary>
[Trait("Speed", "Slow")]
public sealed class ExportedProjectTests(Feed feed)
{
    [Fact]
    public void Predict_AllKindsOfFiles_AnswersSkipsAndRefusesAsTheProgramDoes()
    {
        string tool = feed.InstallTool("export-tools"),
            folder = feed.NewFolder("export");
        Command Tool(params string[] arguments) => feed.Command(tool, arguments).In(folder);
        Tool("data", "build", "--output", "emoji").Run().Done();
        Tool("train", "--data", "emoji/classes.csv", "--l2", "0.01", "--model", "emoji.mlabels").Run().Done();
        Tool("export", "--model", "emoji.mlabels", "--dotnet", "Größen App").Run().Done();
        string drawn = Directory
            .GetFiles(Path.Combine(folder, "emoji"), "*.png", SearchOption.AllDirectories)
            .Order()
            .First();
        File.Copy(drawn, Path.Combine(folder, "größe 漢.png"));
        File.WriteAllText(Path.Combine(folder, "broken.jpg"), "no picture");
        File.WriteAllText(
            Path.Combine(folder, "drawing.svg"),
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"><rect width=\"8\" height=\"8\"/></svg>"
        );
        File.WriteAllBytes(Path.Combine(folder, "red.qoi"), Qoi());
        string[] images = ["broken.jpg", "größe 漢.png", "drawing.svg", "red.qoi"];

        string[] expected = Lines(
            Tool(["predict", "--model", "emoji.mlabels", "--format", "ndjson", .. images]).Run().Done()
        );
        string[] found = Lines(
            feed.Command(
                    "dotnet",
                    [
                        "run",
                        "--project",
                        "Größen App/Predict",
                        $"-p:MlNetLabelsVersion={feed.Version}",
                        "-p:TreatWarningsAsErrors=true",
                        "--",
                        .. images,
                        "nowhere.png",
                    ]
                )
                .In(folder)
                .Run()
                .Done()
        );

        Assert.Equal(images.Length, expected.Length);
        Assert.Equal(expected, found[..^1]);
        // The program refuses what is not there before it looks at the others.
        Assert.Contains("not found", found[^1], StringComparison.Ordinal);
        Assert.Contains("AllowSvg", found[2], StringComparison.Ordinal);
        Assert.Contains("\"verdict\"", found[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task RetrainAndApi_OfAProject_DoWhatTheProgramDoes()
    {
        string tool = feed.InstallTool("project-tools"),
            folder = feed.NewFolder("project");
        Command Tool(params string[] arguments) => feed.Command(tool, arguments).In(folder);
        Command Project(string name, params string[] arguments) =>
            feed.Command(
                    "dotnet",
                    [
                        "run",
                        "--project",
                        $"app/{name}",
                        $"-p:MlNetLabelsVersion={feed.Version}",
                        "-p:TreatWarningsAsErrors=true",
                        "--",
                        .. arguments,
                    ]
                )
                .In(folder);
        Tool("data", "build", "--output", "emoji").Run().Done();
        Tool("init", "--data", "emoji/classes.csv", "--output", "one").Run().Done();
        Tool("retrain", "--config", "one/mlnetlabels.json").Run().Done();
        CopyFolder(Path.Combine(folder, "one"), Path.Combine(folder, "two"));
        Tool("export", "--config", "one/mlnetlabels.json", "--dotnet", "app").Run().Done();

        var byProgram = Tool("retrain", "--config", "two/mlnetlabels.json").Run();
        var byProject = Project("Retrain").Run();

        Assert.True(
            byProgram.ExitCode == byProject.ExitCode,
            $"{byProgram.ExitCode}, {byProject.ExitCode}\n{byProject.Error}"
        );
        Assert.Equal(Record(folder, "two"), Record(folder, "one"));
        string image = Directory
            .GetFiles(Path.Combine(folder, "emoji"), "*.png", SearchOption.AllDirectories)
            .Order()
            .First();
        string[] answers =
        [
            .. new[] { "one", "two" }.Select(x =>
                Tool("predict", "--model", $"{x}/runs/0002/model.mlabels", "--format", "ndjson", image).Run().Done()
            ),
        ];
        Assert.Equal(answers[1], answers[0]);

        using var api = Project("Api", "--urls", "http://127.0.0.1:0").Start();
        try
        {
            using var client = new HttpClient { BaseAddress = await AddressAsync(api.StandardOutput) };
            byte[] content = await File.ReadAllBytesAsync(image);
            using var answer = await client.PostAsync("/sort", new ByteArrayContent(content));
            using var refused = await client.PostAsync("/sort", new ByteArrayContent([1, 2, 3]));
            using var whole = await client.PostAsync(
                "/v1/models/model/predict",
                new ByteArrayContent(content) { Headers = { ContentType = new("image/png") } }
            );

            var said = JsonSerializer.Deserialize<JsonElement>(
                Tool("predict", "--model", "app/model.mlabels", "--format", "ndjson", image).Run().Done()
            );
            Assert.Equal(
                said.GetProperty("prediction").GetProperty("class").GetString(),
                (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("sorted").GetString()
            );
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
        }
        finally
        {
            api.Kill(entireProcessTree: true);
        }
    }

    // What a run came to, without when and how long.
    private static string Record(string folder, string project)
    {
        var run = JsonNode
            .Parse(File.ReadAllText(Path.Combine(folder, project, "runs", "0002", "run.json")))!
            .AsObject();
        foreach (string part in (string[])["startedAt", "seconds", "environment", "bundleSha256"])
            Assert.True(run.Remove(part), part);
        return run.ToJsonString();
    }

    private static async Task<Uri> AddressAsync(StreamReader output)
    {
        const string Listening = "Now listening on: ";
        while (await output.ReadLineAsync() is { } line)
            if (line.Contains(Listening, StringComparison.Ordinal))
                return new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..]);
        throw new InvalidOperationException("It ended without listening.");
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    // The same values in the same order, however they are written.
    private static string[] Lines(string output) =>
        [
            .. output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(line))),
        ];

    // Sixty-two red pixels and two more, by runs.
    private static byte[] Qoi() =>
        [
            .. Encoding.ASCII.GetBytes("qoif"),
            0,
            0,
            0,
            8,
            0,
            0,
            0,
            8,
            3,
            0,
            0xFE,
            255,
            0,
            0,
            0xFD,
            0xC0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            1,
        ];
}
