using System.Text;
using System.Text.Json;

namespace MlNetLabels.Packages.Tests;

/// <summary>The project that export writes, built and run from packages alone, says what the program says.</summary>
[Trait("Speed", "Slow")]
public sealed class ExportedProjectTests(Feed feed)
{
    [Fact]
    public void Project_AllKindsOfFiles_AnswersSkipsAndRefusesAsTheProgramDoes()
    {
        string tools = feed.NewFolder("export-tools"),
            folder = feed.NewFolder("export");
        feed.Command("dotnet", ["tool", "install", "MlNetLabels.Cli", "--version", feed.Version, "--tool-path", tools])
            .In(folder)
            .Run()
            .Done();
        Command Tool(params string[] arguments) =>
            feed.Command(Path.Combine(tools, "mlnet-labels"), arguments).In(folder);
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
        string[] images = ["broken.jpg", "größe 漢.png", "drawing.svg", "red.qoi", "nowhere.png"];

        string[] expected = Lines(
            Tool(["predict", "--model", "emoji.mlabels", "--format", "ndjson", .. images]).Run().Done()
        );
        string[] found = Lines(
            feed.Command(
                    "dotnet",
                    [
                        "run",
                        "--project",
                        "Größen App",
                        $"-p:MlNetLabelsVersion={feed.Version}",
                        "-p:TreatWarningsAsErrors=true",
                        "--",
                        .. images,
                    ]
                )
                .In(folder)
                .Run()
                .Done()
        );

        Assert.Equal(images.Length, expected.Length);
        Assert.Equal(expected, found);
        Assert.Contains("AllowSvg", found[2], StringComparison.Ordinal);
        Assert.Contains("\"verdict\"", found[3], StringComparison.Ordinal);
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
