using System.Globalization;
using MlNetLabels.Documentation.Tests;
using MlNetLabels.Testing;

[assembly: AssemblyFixture(typeof(ExampleFolder))]

namespace MlNetLabels.Documentation.Tests;

/// <summary>
/// The files that documents name: photos of two classes, others of another kind, an inbox, lists, gates and a model.
/// </summary>
public sealed class ExampleFolder : IDisposable
{
    private const int PerClass = 20,
        Strangers = 8;

    private readonly TemporaryFolder _folder = new();

    public ExampleFolder()
    {
        var labels = new System.Text.StringBuilder("file,round,blue\n");
        for (int i = 0; i < PerClass; i++)
        {
            Draw($"photos/circle/{i}.png", Circle(i));
            Draw($"photos/square/{i}.png", Square(i));
            labels.Append(CultureInfo.InvariantCulture, $"photos/circle/{i}.png,1,0\nphotos/square/{i}.png,0,1\n");
        }
        for (int i = 0; i < Strangers; i++)
        {
            Draw($"others/lines/{i}.png", Lines(i));
            Draw($"inbox/{i}.png", Lines(i));
        }
        Draw("new.jpg", Circle(3));
        Draw("new.png", Circle(4));
        _folder.Write("labels.csv", labels.ToString());
        _folder.Write("coco.json", Coco());
        _folder.Write("gates.json", """{ "minAccuracy": 0, "maxSkippedFiles": "1%" }""");
        Tool.RunIn(
                _folder.Path,
                new Dictionary<string, string>(),
                ["train", "--data", "photos", "--l2", "0.01", "--model", "photos.mlabels"]
            )
            .Done();
    }

    /// <summary>A copy that a test may write into.</summary>
    public TemporaryFolder Copy()
    {
        var copy = new TemporaryFolder();
        foreach (string file in Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories))
            File.Copy(file, copy.File(Path.GetRelativePath(_folder.Path, file)));
        return copy;
    }

    public void Dispose() => _folder.Dispose();

    private static string Coco()
    {
        string[] files =
        [
            .. new[] { "circle", "square" }.SelectMany(kind =>
                Enumerable.Range(0, PerClass).Select(i => $"photos/{kind}/{i}.png")
            ),
        ];
        var images = files.Select((file, i) => $$"""{"id": {{i}}, "file_name": "{{file}}"}""");
        var objects = files.Select((file, i) => $$"""{"image_id": {{i}}, "category_id": {{i / PerClass}}}""");
        return $$"""
            {"images": [{{string.Join(',', images)}}], "annotations": [{{string.Join(',', objects)}}],
             "categories": [{"id": 0, "name": "circle"}, {"id": 1, "name": "square"}]}
            """;
    }

    private static string Circle(int i) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"<circle cx='{26 + i % 5 * 3}' cy='{38 - i % 4 * 4}' r='{12 + i % 7}' fill='rgb(200,{i * 9},40)'/>"
        );

    private static string Square(int i) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"<rect x='{6 + i % 6 * 3}' y='{8 + i % 5 * 3}' width='{20 + i % 7 * 3}' height='{20 + i % 4 * 4}' "
                + $"fill='rgb(30,{i * 8},210)'/>"
        );

    private static string Lines(int i) =>
        string.Concat(
            Enumerable
                .Range(0, 9)
                .Select(k =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"<path d='M{k * 8} {i * 3} L{(k * 37 + i * 11) % 64} 64' "
                            + $"stroke='rgb({k * 28},90,{i * 30})' stroke-width='3'/>"
                    )
                )
        );

    private void Draw(string file, string shape) =>
        _folder.Write(
            file,
            MlNetLabels.Images.SvgDrawing.Render(
                $"<svg xmlns='http://www.w3.org/2000/svg' width='64' height='64'>{shape}</svg>",
                64
            )
        );
}
