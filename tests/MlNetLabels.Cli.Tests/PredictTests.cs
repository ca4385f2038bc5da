using System.Text.Json;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

public sealed class PredictTests(Shapes shapes) : IDisposable
{
    // Class probabilities of one image are single precision and sum to one.
    private const double SumError = 1e-6;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Predict_Folder_GivesEveryImageItsNamedProbabilities()
    {
        var result = Tool.Run("predict", "--model", shapes.Model, shapes.Images, "--json").Json();

        JsonElement[] images = [.. result.GetProperty("images").EnumerateArray()];
        Assert.Equal(2 * Shapes.PerClass, images.Length);
        int right = 0;
        foreach (var image in images)
        {
            var prediction = image.GetProperty("prediction");
            string file = image.GetProperty("file").GetString()!;
            Assert.True(File.Exists(file), file);
            Assert.Equal(
                ["circle", "square"],
                prediction.GetProperty("classes").EnumerateArray().Select(c => c.GetProperty("name").GetString())
            );
            Assert.Equal(
                ["circle", "square"],
                prediction.GetProperty("labels").EnumerateArray().Select(c => c.GetProperty("name").GetString())
            );
            Assert.Equal(
                1,
                prediction.GetProperty("classes").EnumerateArray().Sum(c => c.GetProperty("probability").GetDouble()),
                SumError
            );
            Assert.Contains(prediction.GetProperty("verdict").GetString(), new[] { "Class", "Unsure", "Rejected" });
            if (Path.GetFileName(Path.GetDirectoryName(file)) == prediction.GetProperty("class").GetString())
                right++;
        }
        // Three of four are training or validation images, and circles are red, squares blue.
        Assert.InRange(right, 38, 40);
    }

    [Fact]
    public void Predict_Labels_SaysFromWhichProbabilityOnEachApplies()
    {
        string image = Path.Combine(shapes.Images, "circle", "Kreis größer 3.png");
        var labels = Tool.Run("predict", "--model", shapes.Model, image, "--json")
            .Json()
            .GetProperty("images")[0]
            .GetProperty("prediction")
            .GetProperty("labels");
        string[] thresholds =
        [
            .. labels
                .EnumerateArray()
                .Select(x =>
                    string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"{x.GetProperty("name").GetString()} {x.GetProperty("threshold").GetDouble():0.0000}"
                    )
                ),
        ];

        Assert.EndsWith(
            $"Labels apply from a threshold of their own on: {string.Join(", ", thresholds)}.\n",
            Tool.Run("predict", "--model", shapes.Model, image).Done().Out,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Predict_Sets_AreInEveryFormat()
    {
        string image = Path.Combine(shapes.Images, "circle", "Kreis größer 3.png");

        string table = Tool.Run("predict", "--model", shapes.Model, image, "--sets").Done().Out,
            plain = Tool.Run("predict", "--model", shapes.Model, image).Done().Out,
            csv = Tool.Run("predict", "--model", shapes.Model, image, "--format", "csv").Done().Out;
        var answer = Tool.Run("predict", "--model", shapes.Model, image, "--json")
            .Json()
            .GetProperty("images")[0]
            .GetProperty("prediction");

        Assert.Contains("labels", table, StringComparison.Ordinal);
        Assert.Equal(2, table.Split("set of").Length - 1);
        Assert.DoesNotContain("set of", plain, StringComparison.Ordinal);
        Assert.Contains("new_class_check,new_class_p_value,sets,class_set,label_set", csv, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Array, answer.GetProperty("classSet").ValueKind);
        Assert.Equal(JsonValueKind.Array, answer.GetProperty("labelSet").ValueKind);
        Assert.InRange(answer.GetProperty("newClass").GetProperty("pValue").GetDouble(), 0, 1);
    }

    [Fact]
    public void Predict_Table_ShowsVerdictClassAndProbabilities()
    {
        var result = Tool.Run(
                "predict",
                "--model",
                shapes.Model,
                Path.Combine(shapes.Images, "circle", "Kreis größer 3.png")
            )
            .Done();

        foreach (string part in new[] { "verdict", "circle 0.", "square 0." })
            Assert.Contains(part, result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("p-value", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_TableOfAll_ShowsTheDomainCheck() =>
        Assert.Contains(
            "p-value",
            Tool.Run("predict", "--model", shapes.Model, Path.Combine(shapes.Images, "square", "3.png"), "--verbose")
                .Done()
                .Out,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("mine.csv", "file,label\na.png,circle\n")]
    [InlineData("mine.json", """{"images": [], "annotations": [], "categories": []}""")]
    public void Predict_OverALabelList_IsRefusedAndOverPredictionsIsNot(string name, string content)
    {
        string file = _folder.Write(name, content),
            image = Path.Combine(shapes.Images, "square", "3.png");

        Tool.Run("predict", "--model", shapes.Model, image, "--output", file).Refused(3, name, "is not overwritten");

        Assert.Equal(content, File.ReadAllText(file));
        File.Delete(file);
        for (int i = 0; i < 2; i++)
            Tool.Run("predict", "--model", shapes.Model, image, "--output", file).Done();
    }

    [Fact]
    public void Predict_UnreadableAmongReadable_IsListedAndTheOthersAnswered()
    {
        string good = Path.Combine(shapes.Images, "square", "3.png"),
            bad = _folder.Write("kaputt ß.png", "no picture");

        var result = Tool.Run("predict", "--model", shapes.Model, good, bad, "--json");

        var json = result.Json();
        Assert.Equal(good, Assert.Single(json.GetProperty("images").EnumerateArray()).GetProperty("file").GetString());
        Assert.Equal(bad, Assert.Single(json.GetProperty("skipped").EnumerateArray()).GetProperty("file").GetString());
        Assert.Contains("kaputt ß.png", result.Error, StringComparison.Ordinal);
        Tool.Run("predict", "--model", shapes.Model, good, bad, "--max-failures", "0")
            .Refused(3, "kaputt ß.png", "1 of 2 files", "--max-failures allows 0.");
        Tool.Run("predict", "--model", shapes.Model, good, bad, "--max-failures", "49%")
            .Refused(3, "--max-failures allows 49%, which is 0 of 2.");
    }

    [Fact]
    public void Predict_Ndjson_SaysOneImageALineInOrder()
    {
        string good = Path.Combine(shapes.Images, "square", "3.png"),
            other = Path.Combine(shapes.Images, "square", "4.png"),
            bad = _folder.Write("bad.png", "no picture");

        var lines = Lines(Tool.Run("predict", "--model", shapes.Model, good, bad, other, "--format", "ndjson"));

        Assert.Equal([good, bad, other], lines.Select(x => x.GetProperty("file").GetString()));
        Assert.Equal("square", lines[0].GetProperty("prediction").GetProperty("class").GetString());
        Assert.Contains("not an image", lines[1].GetProperty("reason").GetString(), StringComparison.Ordinal);
        var document = Tool.Run("predict", "--model", shapes.Model, good, bad, other, "--json").Json();
        Assert.Equal(
            lines.Where(x => x.TryGetProperty("prediction", out _)).Select(Plain),
            document.GetProperty("images").EnumerateArray().Select(Plain)
        );
    }

    [Fact]
    public void Predict_Csv_HasARowForEachImageAndAColumnForEachName()
    {
        string good = Path.Combine(shapes.Images, "square", "3.png"),
            bad = _folder.Write("a, b.png", "no picture");

        string[] rows = Tool.Run("predict", "--model", shapes.Model, good, bad, "--format", "csv")
            .Done()
            .Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.EndsWith("class:circle,class:square,label:circle,label:square", rows[0], StringComparison.Ordinal);
        string[] names = rows[0].Split(','),
            cells = rows[1].Split(',');
        Assert.Equal(names.Length, cells.Length);
        Assert.Equal((good, "square"), (cells[0], cells[Array.IndexOf(names, "class")]));
        Assert.InRange(
            double.Parse(
                cells[Array.IndexOf(names, "class:square")],
                System.Globalization.CultureInfo.InvariantCulture
            ),
            0.5,
            1
        );
        Assert.StartsWith($"\"{bad}\",\"not an image", rows[2], StringComparison.Ordinal);
        Assert.EndsWith(",,,,,", rows[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_MoreThanATable_GoesOnInTheNext()
    {
        string image = Path.Combine(shapes.Images, "square", "3.png");

        var result = Tool.Run(["predict", "--model", shapes.Model, .. Enumerable.Repeat(image, 250)]).Done();

        Assert.Equal(3, result.Out.Split("verdict").Length - 1);
        Assert.Equal(250, result.Out.Split("3.png").Length - 1);
    }

    [Fact]
    public void Predict_JsonAndAnotherFormat_ExcludeEachOther() =>
        Tool.Run("predict", "--model", shapes.Model, "x.png", "--json", "--format", "csv").Refused(2, "--format");

    private static JsonElement[] Lines(ToolResult result) =>
        [
            .. result
                .Done()
                .Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize<JsonElement>(line)),
        ];

    private static string Plain(JsonElement element) => JsonSerializer.Serialize(element);

    [Fact]
    public void Predict_NothingReadable_IsBadInput()
    {
        Directory.CreateDirectory(_folder.File("empty", "x"));

        Assert.Equal(3, Tool.Run("predict", "--model", shapes.Model, _folder.File("nowhere.png")).ExitCode);
        Tool.Run("predict", "--model", shapes.Model, _folder.File("empty")).Refused(3, "no images");
    }

    [Fact]
    public void Predict_AfterPipe_WritesNothingButTheJsonToStdout()
    {
        var result = Tool.Run("predict", "--model", shapes.Model, shapes.Lines, "--json").Done();

        Assert.StartsWith("{", result.Out, StringComparison.Ordinal);
        Assert.EndsWith("}\n", result.Out.Replace("\r", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Out + result.Error);
    }
}
