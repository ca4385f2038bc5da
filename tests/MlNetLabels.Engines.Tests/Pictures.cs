using System.Globalization;
using MlNetLabels.Images;
using MlNetLabels.Testing;

namespace MlNetLabels.Engines.Tests;

/// <summary>Small drawings of circles and squares, no two alike, that are quickly made and read.</summary>
internal static class Pictures
{
    private const int Side = 64;

    /// <summary>Writes <c>circle/…</c> and <c>square/…</c> by turns, and a list of them with their classes.</summary>
    /// <returns>The list.</returns>
    public static string Write(TemporaryFolder folder, int count, string name = "photos")
    {
        var random = new Random(11);
        var rows = new List<string> { "file,label" };
        for (int i = 0; i < count; i++)
        {
            string kind = i % 2 == 0 ? "circle" : "square";
            int x = random.Next(8, 30),
                y = random.Next(8, 30),
                size = random.Next(14, 30);
            string colour = string.Create(
                CultureInfo.InvariantCulture,
                $"fill=\"rgb({random.Next(200)},{random.Next(200)},{i % 200})\""
            );
            string shape =
                i % 2 == 0
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"<circle cx=\"{x + size / 2}\" cy=\"{y + size / 2}\" r=\"{size / 2}\" {colour}/>"
                    )
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"<rect x=\"{x}\" y=\"{y}\" width=\"{size}\" height=\"{size}\" {colour}/>"
                    );
            string file = string.Create(CultureInfo.InvariantCulture, $"{kind}/{i:D5}.png");
            folder.Write(
                $"{name}/{file}",
                SvgDrawing.Render(
                    $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Side}\" height=\"{Side}\">{shape}</svg>",
                    Side
                )
            );
            rows.Add($"{file},{kind}");
        }
        return folder.Write($"{name}/list.csv", string.Join('\n', rows) + "\n");
    }
}
