using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>Nothing is told to anyone.</summary>
public sealed class TelemetryTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Embed_InAFreshHome_LeavesNoDatabaseOfEvents()
    {
        Assert.SkipWhen(
            OperatingSystem.IsWindows(),
            "There ONNX Runtime's events go to the system and not into a file."
        );
        var home = new Dictionary<string, string> { ["HOME"] = _home.Path, ["XDG_CACHE_HOME"] = _home.File("cache") };

        Tool.RunIn(null, home, "embed", "--images", shapes.Lines, "--output", _home.File("x.npy")).Done();

        Assert.DoesNotContain(
            Directory.EnumerateFiles(_home.Path, "*", SearchOption.AllDirectories),
            file => file.Contains("onnxruntime", StringComparison.OrdinalIgnoreCase)
        );
    }
}
