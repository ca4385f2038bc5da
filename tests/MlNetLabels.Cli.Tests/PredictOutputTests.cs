using System.Text.Json;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>Where predict's answers go, how many of them are given, and which paths it takes.</summary>
public sealed class PredictOutputTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Square => Path.Combine(shapes.Images, "square", "3.png");

    private string Circle => Path.Combine(shapes.Images, "circle", "Kreis größer 3.png");

    private ToolResult Predict(params string[] arguments) =>
        Tool.Run(["predict", "--model", shapes.Model, .. arguments]);

    [Theory]
    [InlineData("a.csv", "csv")]
    [InlineData("a.ndjson", "ndjson")]
    [InlineData("a.jsonl", "ndjson")]
    [InlineData("a.json", "json")]
    public void Predict_Output_HoldsWhatStdoutWould(string name, string format)
    {
        string expected = Predict(Square, Circle, "--format", format).Done().Out;

        var result = Predict(Square, Circle, "--output", _folder.File(name)).Done();

        Assert.Equal(expected, File.ReadAllText(_folder.File(name)));
        Assert.Equal($"2 images answered, 0 skipped: {_folder.File(name)}", result.Out.Trim());
    }

    [Fact]
    public void PredictEmbedAndEvaluate_FolderWithOtherFiles_CountThemEverywhere()
    {
        byte[] png = File.ReadAllBytes(Path.Combine(shapes.Lines, "0.png"));
        foreach (string name in (string[])["a.jfif", "b", "c.png"])
            _folder.Write("in/" + name, [.. png, (byte)name.Length]);
        _folder.Write("in/list.txt", "words");
        string folder = _folder.File("in"),
            reason = "left out 1 file that is no image: list.txt";
        void Holds(JsonElement skipped)
        {
            var one = Assert.Single(skipped.EnumerateArray());
            Assert.Equal(
                (folder, reason),
                (one.GetProperty("file").GetString(), one.GetProperty("reason").GetString())
            );
        }

        var answers = Predict(folder, "--json");
        var embedded = Tool.Run("embed", "--images", folder, "--output", _folder.File("x.npy"), "--json");
        string[] csv = Predict(folder, "--format", "csv").Done().Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var evaluated = Tool.Run(
                "evaluate",
                "--model",
                shapes.Model,
                "--data",
                shapes.Images,
                "--out-of-domain",
                folder,
                "--output",
                _folder.File("report")
            )
            .Done();

        Assert.Equal(3, answers.Json().GetProperty("images").GetArrayLength());
        Holds(answers.Json().GetProperty("skipped"));
        Assert.Equal(3, embedded.Json().GetProperty("images").GetInt32());
        Holds(embedded.Json().GetProperty("skipped"));
        Assert.Contains(csv, row => row.StartsWith($"{folder},{reason}", StringComparison.Ordinal));
        string report = File.ReadAllText(_folder.File("report", "report.json"));
        foreach (string told in (string[])[answers.Error, embedded.Error, evaluated.Error, report])
            Assert.Contains($"{folder}: {reason}", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_OutputOfAFailedRun_LeavesWhatWasThere()
    {
        string bad = _folder.Write("bad.png", "no picture"),
            file = _folder.Write("a.csv", "file,reason,verdict\n");

        Predict(Square, bad, "--output", file, "--max-failures", "0").Refused(3, "bad.png");

        Assert.Equal("file,reason,verdict\n", File.ReadAllText(file));
        Predict(Square, "--output", _folder.File("a.txt")).Refused(2, "--output", ".csv");
        Predict(Square, "--output", Path.Combine(file, "x.csv")).Refused(5, "no folder");
    }

    [Fact]
    public void Predict_FormatThatTheNameDoesNotSay_IsNoted() =>
        Assert.Contains(
            "answers.json is written as csv, as asked for",
            Predict(Square, "--format", "csv", "--output", _folder.File("answers.json")).Done().Error,
            StringComparison.Ordinal
        );

    [Fact]
    public void Predict_Top_GivesTheLikeliestOnly()
    {
        var all = Predict(Square, "--json").Json().GetProperty("images")[0].GetProperty("prediction");
        var one = Predict(Square, "--json", "--top", "1").Json().GetProperty("images")[0].GetProperty("prediction");
        string[] csv = Predict(Square, "--format", "csv", "--top", "1").Done().Out.Trim().Split('\n');
        string table = Predict(Square, "--top", "1").Done().Out;

        Assert.Equal(2, all.GetProperty("classes").GetArrayLength());
        Assert.Equal(
            "square",
            Assert.Single(one.GetProperty("classes").EnumerateArray()).GetProperty("name").GetString()
        );
        Assert.Single(one.GetProperty("labels").EnumerateArray());
        Assert.EndsWith(
            "class_1,class_1_probability,label_1,label_1_probability",
            csv[0].Trim(),
            StringComparison.Ordinal
        );
        Assert.Equal("square", csv[1].Split(',')[^4]);
        Assert.Equal(
            all.GetProperty("classes")[1].GetProperty("probability").GetDouble(),
            double.Parse(csv[1].Split(',')[^3], System.Globalization.CultureInfo.InvariantCulture)
        );
        Assert.Contains("and 1 more", table, StringComparison.Ordinal);
        Predict(Square, "--top", "0").Refused(2, "--top");
    }

    [Fact]
    public void Predict_SortInto_CopiesByVerdictAndClassAndReplacesNothing()
    {
        string into = _folder.File("sorted"),
            other = _folder.Write("other/3.png", [.. File.ReadAllBytes(Circle), 0]);
        var verdicts = Predict(Square, Circle, other, "--json")
            .Json()
            .GetProperty("images")
            .EnumerateArray()
            .Select(x => x.GetProperty("prediction"))
            .ToArray();
        string Place(JsonElement answer) =>
            answer.GetProperty("verdict").GetString() is var verdict and not "Rejected"
                ? Path.Combine(into, verdict!, answer.GetProperty("class").GetString()!)
                : Path.Combine(into, "Rejected");
        string kept = Path.Combine(Directory.CreateDirectory(Place(verdicts[0])).FullName, "3.png");
        File.WriteAllText(kept, "mine");

        for (int i = 0; i < 2; i++)
            Predict(Square, Circle, other, "--sort-into", into).Done();

        Assert.Equal("mine", File.ReadAllText(kept));
        Assert.Equal(File.ReadAllBytes(Square), File.ReadAllBytes(Path.Combine(Place(verdicts[0]), "3-2.png")));
        Assert.Equal(
            File.ReadAllBytes(Circle),
            File.ReadAllBytes(Path.Combine(Place(verdicts[1]), Path.GetFileName(Circle)))
        );
        Assert.Equal(4, Directory.GetFiles(into, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void Predict_SortIntoByLinks_LeadsToTheImages()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        string into = _folder.File("sorted");

        for (int i = 0; i < 2; i++)
            Predict(Square, "--sort-into", into, "--link").Done();

        Assert.Contains(
            "1 of them were there already",
            Predict(Square, "--sort-into", into, "--link").Done().Error,
            StringComparison.Ordinal
        );
        string link = Assert.Single(Directory.GetFiles(into, "*", SearchOption.AllDirectories));
        Assert.Equal(Square, new FileInfo(link).LinkTarget);
        Predict(Square, "--link").Refused(2, "--sort-into");
        Predict(shapes.Images, "--sort-into", Path.Combine(shapes.Images, "sorted"))
            .Refused(3, "name a folder elsewhere");
    }

    [Fact]
    public void Predict_PatternThatNoShellExpanded_MatchesAsShellsDo()
    {
        byte[] png = File.ReadAllBytes(Square);
        foreach (string name in (string[])["a1.png", "a2.png", "b1.png", ".a3.png", "deep/er/a4.png", "a[1].png"])
            _folder.Write("in/" + name, png);
        string[] Found(string pattern) =>
            [
                .. Predict(_folder.File("in") + "/" + pattern, "--json")
                    .Json()
                    .GetProperty("images")
                    .EnumerateArray()
                    .Select(x => Path.GetRelativePath(_folder.File("in"), x.GetProperty("file").GetString()!))
                    .Select(x => x.Replace('\\', '/')),
            ];

        Assert.Equal(["a1.png", "a2.png", "a[1].png"], Found("a*.png"));
        Assert.Equal(["a1.png", "b1.png"], Found("?1.png"));
        Assert.Equal(["deep/er/a4.png"], Found("*/er/*.png"));
        Assert.Equal(["a1.png", "a2.png", "a[1].png", "deep/er/a4.png"], Found("**/a*.png"));
        Assert.Equal(["a[1].png"], Found("a[1].png"));
        Predict(_folder.File("in") + "/z*.png").Refused(3, "z*.png");
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\0")]
    public void PredictAndEmbed_Dash_ReadAListFromStdin(string end)
    {
        string list = string.Join(end, Square, Circle) + end,
            output = _folder.File("x.npy");

        var answers = Fed(list, "predict", "--model", shapes.Model, "-", "--json").Json();
        Fed(list, "embed", "--images", "-", "--output", output).Done();

        Assert.Equal(
            [Square, Circle],
            answers.GetProperty("images").EnumerateArray().Select(x => x.GetProperty("file").GetString())
        );
        Assert.Equal(["file", Square, Circle], File.ReadAllLines(Path.ChangeExtension(output, ".csv")));
        Fed("", "predict", "--model", shapes.Model, "-")
            .Refused(3, "standard input is empty; write one path a line to it");
    }

    [Fact]
    public void Predict_NameWithControlCharacters_ShowsTheirCodesInTheTable()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names.");
        const string Name = "\u001b[31m\n\u202egnp.png";
        _folder.Write(Name, File.ReadAllBytes(Square));
        ToolResult In(params string[] more) =>
            Tool.RunIn(
                _folder.Path,
                new Dictionary<string, string>(),
                ["predict", "--model", shapes.Model, Name, "--top", "1", .. more]
            );

        string table = In().Done().Out;

        Assert.DoesNotContain('\u001b', table);
        Assert.DoesNotContain('\u202e', table);
        Assert.Contains("\\x1b[31m\\x0a\\u202egnp.png", table, StringComparison.Ordinal);
        Assert.Equal(Name, In("--json").Json().GetProperty("images")[0].GetProperty("file").GetString());
    }

    private static ToolResult Fed(string input, params string[] arguments)
    {
        using var process = Tool.Start(null, new Dictionary<string, string>(), arguments);
        process.StandardInput.Write(input);
        return Tool.Finish(process);
    }
}
