using System.Globalization;
using MlNetLabels.Images;
using MlNetLabels.Testing;

namespace MlNetLabels.Runs.Tests;

/// <summary>Small drawings of red circles and blue squares in a folder per class.</summary>
internal static class Drawn
{
    /// <summary>Draws them; returns their folder.</summary>
    public static string Write(TemporaryFolder folder, int perClass, int from = 0)
    {
        for (int i = from; i < perClass; i++)
        {
            Draw(
                folder,
                $"images/circle/{i}.png",
                $"<circle cx=\"{26 + i % 5 * 3}\" cy=\"30\" r=\"{12 + i % 7}\" fill=\"rgb(200,{i * 9},40)\"/>"
            );
            Draw(
                folder,
                $"images/square/{i}.png",
                $"<rect x=\"{6 + i % 6 * 3}\" y=\"9\" width=\"{20 + i % 7 * 3}\" height=\"24\" fill=\"rgb(30,{i * 8},210)\"/>"
            );
        }
        return folder.File("images");
    }

    private static void Draw(TemporaryFolder folder, string file, FormattableString shape) =>
        folder.Write(
            file,
            SvgDrawing.Render(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"64\" height=\"64\">"
                    + shape.ToString(CultureInfo.InvariantCulture)
                    + "</svg>",
                64
            )
        );
}
