using System.Globalization;
using System.Text;
using MlNetLabels.Images;

namespace MlNetLabels.Benchmarks.Embedding;

/// <summary>As many distinct image files as wanted.</summary>
internal static class ManyImages
{
    // A PNG of some 66 KB, as a photo made for the web.
    private const int Side = 256,
        Shapes = 40;

    public static string[] Write(string folder, int count, string? source, int threads)
    {
        string[] given = source is null
            ? []
            :
            [
                .. Directory
                    .EnumerateFiles(source, "*", SearchOption.AllDirectories)
                    .Where(f => Path.GetExtension(f).ToLowerInvariant() is ".jpg" or ".jpeg" or ".png" or ".webp")
                    .Order(StringComparer.Ordinal),
            ];
        if (source is not null && given.Length == 0)
            throw new InvalidInputException(source, null, "there are no images in it.");
        var files = new string[count];
        Parallel.For(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            i =>
            {
                files[i] = Path.Combine(
                    folder,
                    $"{i}{(source is null ? ".png" : Path.GetExtension(given[i % given.Length]))}"
                );
                File.WriteAllBytes(
                    files[i],
                    source is null
                        ? Draw(i)
                        : [.. File.ReadAllBytes(given[i % given.Length]), .. BitConverter.GetBytes(i)]
                );
            }
        );
        return files;
    }

    private static byte[] Draw(int seed)
    {
        var random = new Random(seed);
        var svg = new StringBuilder(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Side}\" height=\"{Side}\"><defs>"
        );
        for (int i = 0; i < 4; i++)
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<radialGradient id=\"g{i}\"><stop offset=\"0\" stop-color=\"{Colour()}\"/><stop offset=\"1\" "
                    + $"stop-color=\"{Colour()}\"/></radialGradient>"
            );
        svg.Append("</defs>");
        for (int i = 0; i < Shapes; i++)
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<ellipse cx=\"{random.Next(Side)}\" cy=\"{random.Next(Side)}\" rx=\"{random.Next(8, 70)}\" "
                    + $"ry=\"{random.Next(8, 70)}\" fill=\"url(#g{random.Next(4)})\" stroke=\"{Colour()}\"/>"
            );
        return SvgDrawing.Render(svg.Append("</svg>").ToString(), Side);

        string Colour() => $"rgb({random.Next(256)},{random.Next(256)},{random.Next(256)})";
    }
}
