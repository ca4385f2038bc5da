using MlNetLabels.Backbones;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>Two networks at once, from training to export, with a second one made of the bundled one.</summary>
public sealed class CombinedBackboneTests : IDisposable
{
    private const string Name = "mobilenet-v3-small",
        Both = Name + "+twin";

    private readonly Shapes _shapes;
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _environment;

    public CombinedBackboneTests(Shapes shapes)
    {
        _shapes = shapes;
        using (var backbone = Backbone.Load(Name))
            _folder.Write("models/twin.onnx", backbone.ReadOnnx());
        _folder.Write(
            "models/twin.json",
            File.ReadAllText(Path.Combine(SharedFiles.Repository, "models", Name + ".json"))
                .Replace(Name, "twin", StringComparison.Ordinal)
                .Replace("0.485", "0.5", StringComparison.Ordinal)
        );
        _environment = new() { ["MLNETLABELS_MODELS"] = _folder.File("models") };
    }

    public void Dispose() => _folder.Dispose();

    private ToolResult Run(params string[] arguments) => Tool.RunIn(null, _environment, arguments);

    [Fact]
    public void TrainEvaluatePredictExport_TwoNetworks_WorkAsWithOne()
    {
        string model = _folder.File("both.mlabels"),
            cache = _folder.File("cache.db"),
            onnx = _folder.File("both.onnx");
        Run("embed", "--images", _shapes.Images, "--output", _folder.File("one.npy"), "--cache", cache).Done();
        var trained = Run(
            "train",
            "--data",
            _shapes.Images,
            "--model",
            model,
            "--l2",
            "0.01",
            "--backbone",
            Both,
            "--cache",
            cache
        );
        Assert.Contains(
            $"{2 * Shapes.PerClass} of {4 * Shapes.PerClass} embeddings came from the cache",
            trained.Done().Error,
            StringComparison.Ordinal
        );

        Run("evaluate", "--model", model, "--data", _shapes.Images, "--output", _folder.File("report")).Done();
        var predicted = Run("predict", "--model", model, _shapes.Lines, "--json").Json();
        Run("export", "--model", model, "--output", onnx, "--input", "image").Done();

        Assert.Contains("twin", File.ReadAllText(_folder.File("report", "report.json")), StringComparison.Ordinal);
        Assert.Equal(Shapes.Strangers, predicted.GetProperty("images").GetArrayLength());
        Assert.Contains("\"parts\"", File.ReadAllText(onnx + ".json"), StringComparison.Ordinal);
        Tool.Run("predict", "--model", model, _shapes.Lines).Refused(3, "no backbone 'twin'");
    }

    [Fact]
    public void Train_MissingPackage_SaysHowToGetIt() =>
        Run("train", "--data", _shapes.Images, "--model", _folder.File("x.mlabels"), "--backbone", Name + "+resnet18")
            .Refused(3, "resnet18", "MlNetLabels.Backbones.ResNet18", "-p:ResNet18=true");
}
