using System.Globalization;
using MlNetLabels.Backbones;
using MlNetLabels.Data;
using MlNetLabels.Embedding;
using MlNetLabels.Images;
using MlNetLabels.Models;
using MlNetLabels.Testing;
using MlNetLabels.Tests;

[assembly: AssemblyFixture(typeof(Shapes))]

namespace MlNetLabels.Tests;

/// <summary>Drawings of circles and squares, a folder each, and the bundled backbone.</summary>
public sealed class Shapes : IDisposable
{
    public const int PerClass = 20;

    private readonly TemporaryFolder _folder = new();

    public Shapes()
    {
        for (int i = 0; i < PerClass; i++)
        {
            Draw(
                $"circle/Kreis größer {i}.png",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<circle cx=\"{26 + i % 5 * 3}\" cy=\"{38 - i % 4 * 4}\" r=\"{12 + i % 7}\" fill=\"rgb(200,{i * 9},40)\"/>"
                )
            );
            Draw(
                $"square/{i}.png",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<rect x=\"{6 + i % 6 * 3}\" y=\"{8 + i % 5 * 3}\" width=\"{20 + i % 7 * 3}\" "
                        + $"height=\"{20 + i % 4 * 4}\" fill=\"rgb(30,{i * 8},210)\"/>"
                )
            );
        }
    }

    public string Images => _folder.Path;

    public Backbone Backbone { get; } = Backbone.Load("mobilenet-v3-small");

    public EmbeddedDataset Embedded => field ??= new ImageEmbedder(Backbone).Embed(DatasetReader.Read(Images));

    /// <summary>Both heads, by our own trainers.</summary>
    public Model Bundle =>
        field ??= new ModelTrainer(
            new()
            {
                Heads = new() { L2 = 0.01 },
                Fit = FitWay.Split,
            }
        ).Fit(Embedded, Splitter.Divide(Embedded), Backbone.ToReference(), DateTimeOffset.UnixEpoch);

    public void Dispose()
    {
        Backbone.Dispose();
        _folder.Dispose();
    }

    private void Draw(string file, string shape) =>
        _folder.Write(
            file,
            SvgDrawing.Render($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"64\" height=\"64\">{shape}</svg>", 64)
        );
}
