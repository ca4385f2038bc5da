using System.Globalization;
using MlNetLabels.Images;
using MlNetLabels.Testing;

[assembly: AssemblyFixture(typeof(MlNetLabels.Cli.Tests.Shapes))]

namespace MlNetLabels.Cli.Tests;

/// <summary>
/// Small drawings that a clone without shared/ can make: circles and squares to train on, letters of another kind, and
/// a model of the first two.
/// </summary>
public sealed class Shapes : IDisposable
{
    public const int PerClass = 20,
        Strangers = 8;

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string> _model;

    public Shapes()
    {
        for (int i = 0; i < PerClass; i++)
        {
            string place = string.Create(
                CultureInfo.InvariantCulture,
                $"cx=\"{26 + i % 5 * 3}\" cy=\"{38 - i % 4 * 4}\" r=\"{12 + i % 7}\" fill=\"rgb(200,{i * 9},40)\""
            );
            Draw($"images/circle/Kreis größer {i}.png", $"<circle {place}/>");
            Draw(
                $"images/square/{i}.png",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<rect x=\"{6 + i % 6 * 3}\" y=\"{8 + i % 5 * 3}\" width=\"{20 + i % 7 * 3}\" "
                        + $"height=\"{20 + i % 4 * 4}\" fill=\"rgb(30,{i * 8},210)\"/>"
                )
            );
        }
        for (int i = 0; i < Strangers; i++)
        {
            string lines = string.Concat(
                Enumerable
                    .Range(0, 9)
                    .Select(k =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"<path d=\"M{k * 8} {i * 3} L{(k * 37 + i * 11) % 64} 64\" "
                                + $"stroke=\"rgb({k * 28},90,{i * 30})\" stroke-width=\"3\"/>"
                        )
                    )
            );
            Draw($"lines/{i}.png", lines);
        }
        _model = new Lazy<string>(() =>
        {
            string path = _folder.File("model", "shapes.mlabels");
            Tool.Run("train", "--data", Images, "--model", path, "--l2", "0.01").Done();
            return path;
        });
    }

    /// <summary>A folder with one subfolder per class.</summary>
    public string Images => _folder.File("images");

    /// <summary>A folder of drawings of another kind.</summary>
    public string Lines => _folder.File("lines");

    /// <summary>A bundle trained on <see cref="Images"/>, made on first use.</summary>
    public string Model => _model.Value;

    public void Dispose() => _folder.Dispose();

    private void Draw(string file, string shape) =>
        _folder.Write(
            file,
            SvgDrawing.Render($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"64\" height=\"64\">{shape}</svg>", 64)
        );
}
