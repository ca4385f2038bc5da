using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>What the program writes: said before the work where it cannot be, whole or not at all, and no harm done.</summary>
public sealed class OutputTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(5, "train --data {images} --model {folder}", "this is a folder")]
    [InlineData(5, "train --data {images} --model {file}/m.mlabels", "no folder")]
    [InlineData(5, "embed --images {images} --output {file}/x.npy", "no folder")]
    [InlineData(5, "evaluate --data {images} --model {model} --output {file}", "no folder")]
    [InlineData(5, "evaluate --data {images} --model {model} --predictions-output {file}", "no folder")]
    [InlineData(5, "demo --data {images} --output {file}", "no folder")]
    [InlineData(5, "export --model {model} --output {file}/x.onnx --dotnet {folder}/app", "no folder")]
    [InlineData(3, "export --model {model} --output {folder}/x.onnx --dotnet {full}", "not empty")]
    [InlineData(5, "report {model} --html {folder}/x.html --markdown {file}/x.md", "no folder")]
    public void Run_OutputThatCannotBeWritten_IsSaidBeforeTheWork(int exitCode, string command, string words)
    {
        string folder = Directory.CreateDirectory(_folder.File("folder")).FullName,
            full = Path.GetDirectoryName(_folder.Write("full/x", "x"))!;
        string[] arguments =
        [
            .. command
                .Split(' ')
                .Select(x =>
                    x.Replace("{images}", shapes.Images, StringComparison.Ordinal)
                        .Replace("{model}", shapes.Model, StringComparison.Ordinal)
                        .Replace("{folder}", folder, StringComparison.Ordinal)
                        .Replace("{full}", full, StringComparison.Ordinal)
                        .Replace("{file}", _folder.Write("file", "x"), StringComparison.Ordinal)
                ),
        ];

        var result = Tool.Run(arguments);

        Assert.True(result.ExitCode == exitCode, $"exit code {result.ExitCode}\n{result.Error}");
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Embedding", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Theory]
    [InlineData("data describe {images} --output {mine}.html")]
    [InlineData("report {model} --html {mine}")]
    [InlineData("monitor --model {model} --images {images} --html {mine}")]
    [InlineData("export --model {model} --output {mine}.onnx")]
    [InlineData("suggest --pool {images} --output {mine}.csv")]
    public void Run_OverAFileOfAnotherKind_LeavesIt(string command)
    {
        const string Mine = "file,label\na.png,circle\n";
        string mine = _folder.Write("mine", Mine);
        foreach (string name in (string[])["mine.onnx", "mine.csv", "mine.html"])
            _folder.Write(name, Mine);

        Tool.Run([
                .. command
                    .Split(' ')
                    .Select(x =>
                        x.Replace("{images}", shapes.Images, StringComparison.Ordinal)
                            .Replace("{model}", shapes.Model, StringComparison.Ordinal)
                            .Replace("{mine}", mine, StringComparison.Ordinal)
                    ),
            ])
            .Refused(3, "mine", "not overwritten");

        foreach (string name in (string[])["mine", "mine.onnx", "mine.csv", "mine.html"])
            Assert.Equal(Mine, File.ReadAllText(_folder.File(name)));
    }

    [Fact]
    public void Suggest_Again_ReplacesABlankListAndNoneThatWasFilledIn()
    {
        string list = _folder.File("list.csv");
        string[] arguments = ["suggest", "--pool", shapes.Images, "--count", "3", "--output", list];
        Tool.Run(arguments).Done();
        Tool.Run(arguments).Done();
        string[] lines = File.ReadAllLines(list);
        File.WriteAllLines(
            list,
            [lines[0], .. lines.Skip(1).Select(line => line.Replace(",,", ",circle,", StringComparison.Ordinal))]
        );

        Tool.Run(arguments).Refused(3, "list.csv", "labels were filled in");
    }

    [Fact]
    public void Embed_LongestName_Works()
    {
        // The companion's extension is the longest of the three.
        string npy = _folder.File(new string('n', 250) + ".npy");

        Tool.Run("embed", "--images", shapes.Lines, "--output", npy).Done();

        Assert.Equal(3, Directory.GetFiles(_folder.Path).Length);
        Tool.Run("embed", "--images", shapes.Lines, "--output", _folder.File(new string('n', 251) + ".npy"))
            .Refused(3, "too long");
    }

    [Fact]
    public void Export_ProjectIntoAnEmptyFolder_LeavesTheFolderItself()
    {
        string folder = Directory.CreateDirectory(_folder.File("app")).FullName;

        Tool.RunIn(folder, new Dictionary<string, string>(), "export", "--model", shapes.Model, "--dotnet", ".").Done();

        Assert.Equal(
            [
                "Api/Api.csproj",
                "Api/Program.cs",
                "Directory.Build.props",
                "Predict/Predict.csproj",
                "Predict/Program.cs",
                "README.md",
                "model.mlabels",
            ],
            Directory
                .GetFiles(folder, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(File.ReadAllBytes(shapes.Model), File.ReadAllBytes(Path.Combine(folder, "model.mlabels")));
        Assert.Contains(
            "<PackageReference Include=\"MlNetLabels.Backbones.MobileNetV3Small\"",
            File.ReadAllText(Path.Combine(folder, "Directory.Build.props")),
            StringComparison.Ordinal
        );
        foreach (string file in Directory.GetFiles(folder, "*.cs*", SearchOption.AllDirectories))
            Assert.DoesNotMatch(@"\$[A-Z][A-Za-z]+\$", File.ReadAllText(file));
        Assert.Equal([folder], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Export_ProjectWithANetworkOfAFile_HoldsItAndItsCard()
    {
        // As the exported project itself would find it.
        string models = _folder.File("models", "x")[..^2],
            app = _folder.File("app");
        using (var backbone = Backbones.Backbone.Load("mobilenet-v3-small"))
            File.WriteAllBytes(Path.Combine(models, "own.onnx"), backbone.ReadOnnx());
        string card = File.ReadAllText(Path.Combine(SharedFiles.Repository, "models", "mobilenet-v3-small.json"));
        File.WriteAllText(
            Path.Combine(models, "own.json"),
            card.Replace("\"mobilenet-v3-small\"", "\"own\"", StringComparison.Ordinal)
                .Replace("mobilenet-v3-small.onnx", "own.onnx", StringComparison.Ordinal)
        );
        var environment = new Dictionary<string, string> { ["MLNETLABELS_MODELS"] = models };
        string model = _folder.File("own.mlabels");
        Tool.RunIn(
                null,
                environment,
                "train",
                "--data",
                shapes.Images,
                "--model",
                model,
                "--backbone",
                "own",
                "--l2",
                "0.01"
            )
            .Done();

        Tool.RunIn(null, environment, "export", "--model", model, "--dotnet", app, "--reject-rate", "0.1").Done();

        Assert.Contains(
            "double? rejectRate = 0.1;",
            File.ReadAllText(Path.Combine(app, "Predict", "Program.cs")),
            StringComparison.Ordinal
        );
        environment["MLNETLABELS_MODELS"] = Path.Combine(app, "backbones");
        string image = Path.Combine(shapes.Images, "square", "3.png");
        Tool.RunIn(null, environment, "predict", "--model", Path.Combine(app, "model.mlabels"), image).Done();
    }

    [Fact]
    public void Report_ToDevices_WritesThrough()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Devices are Linux'.");

        var result = Tool.Run("report", shapes.Model, "--html", "/dev/stdout", "--markdown", "/dev/null").Done();

        Assert.Contains("</html>", result.Out, StringComparison.Ordinal);
        File.WriteAllText("/dev/null", "still takes everything");
        Assert.Equal(0, new FileInfo("/dev/null").Length);
        Assert.Equal(5, Tool.Run("report", shapes.Model, "--html", "/dev/full").ExitCode);
    }
}
