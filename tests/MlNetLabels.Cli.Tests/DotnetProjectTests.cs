using System.Diagnostics;
using System.Text.Json;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>
/// The project that export writes is built and run as a user would, where a feed serves its packages.
/// </summary>
public sealed class DotnetProjectTests(Shapes shapes) : IDisposable
{
    // The resize and the sums of the network round in another order than predict's.
    private const double Tolerance = 1e-5;

    // A package or version that no feed serves, or no feed that can be reached.
    private static readonly string[] s_notServed = ["NU1101", "NU1102", "NU1103", "NU1301"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Trait("Speed", "Slow")]
    [Fact]
    public void Export_Dotnet_BuildsAndSaysWhatPredictSays()
    {
        string project = _folder.File("Größen App");
        string[] images =
        [
            Path.Combine(shapes.Images, "circle", "Kreis größer 3.png"),
            Path.Combine(shapes.Images, "square", "3.png"),
            Path.Combine(shapes.Lines, "3.png"),
        ];
        Tool.Run("export", "--model", shapes.Model, "--dotnet", project).Done();
        var restored = Dotnet("restore", project);
        if (Array.Find(s_notServed, restored.Text.Contains) is { } code)
            Assert.Skip($"The packages of the project could not be restored ({code}).");
        Assert.True(restored.Code == 0, restored.Text);

        var built = Dotnet("build", project, "--no-restore", "-warnaserror");
        Assert.True(built.Code == 0, built.Text);
        var ran = Dotnet(["run", "--no-build", "--project", project, "--", .. images]);
        Assert.True(ran.Code == 0, ran.Text);

        // One JSON object after another, whose braces alone stand at the start of a line.
        JsonElement[] found =
        [
            .. ran
                .Text.Split("\n}", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(one => JsonSerializer.Deserialize<JsonElement>(one + "}")),
        ];
        JsonElement[] expected =
        [
            .. Tool.Run(["predict", "--model", shapes.Model, "--json", .. images])
                .Json()
                .GetProperty("images")
                .EnumerateArray()
                .Select(image => image.GetProperty("prediction")),
        ];
        Assert.Equal(expected.Length, found.Length);
        foreach (var (e, f) in expected.Zip(found))
        {
            Assert.Equal(e.GetProperty("verdict").GetString(), f.GetProperty("verdict").GetString());
            Assert.Equal(e.GetProperty("class").GetString(), f.GetProperty("class").GetString());
            foreach (string part in new[] { "classes", "labels" })
            foreach (var named in e.GetProperty(part).EnumerateArray())
                Assert.Equal(
                    named.GetProperty("probability").GetDouble(),
                    f.GetProperty(part).GetProperty(named.GetProperty("name").GetString()!).GetDouble(),
                    Tolerance
                );
            Assert.Equal(
                e.GetProperty("labels")
                    .EnumerateArray()
                    .Where(l => l.GetProperty("applies").GetBoolean())
                    .Select(l => l.GetProperty("name").GetString()),
                f.GetProperty("applying").EnumerateArray().Select(l => l.GetString())
            );
        }
    }

    private static (int Code, string Text) Dotnet(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        // What dotnet test sets for its own build would otherwise steer this one.
        foreach (
            string variable in start
                .Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
                .ToList()
        )
            start.Environment.Remove(variable);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, text);
    }
}
