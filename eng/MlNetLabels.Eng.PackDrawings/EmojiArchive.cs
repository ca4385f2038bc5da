using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MlNetLabels.Eng.PackDrawings;

/// <summary>
/// Everything that MlNetLabels.Drawings needs at run time, as JSON under Brotli: the lists, the licence texts and the
/// SVG documents of the tasks' drawings, each by the path that it gets. The same bytes for the same packages. Its
/// reader is <c>DrawingArchive</c> there.
/// </summary>
internal static class EmojiArchive
{
    // The window holds every drawing: they resemble one another across the whole file. Quality 11 would save a tenth,
    // in ten times the time.
    private const int BrotliQuality = 9,
        BrotliWindow = 24;

    // No part of a page: what HTML would need escaped is most of an SVG document.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Pack(EmojiCatalogue catalogue)
    {
        var tasks = new EmojiTasks(catalogue);
        var drawings = catalogue
            .Styles.SelectMany(style =>
                tasks.All.Select(emoji =>
                    (Emoji: emoji, File: $"images/{style.Name}/{emoji.Hexcode}.png", Svg: style.Svg(emoji))
                )
            )
            .Where(drawing => drawing.Svg is not null)
            .ToArray();
        var lists = new EmojiLists(tasks, drawings.ToLookup(drawing => drawing.Emoji, drawing => drawing.File));
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                Packages = catalogue.Versions,
                Summary = new
                {
                    Folder = ".",
                    Images = drawings.Length,
                    lists.Buildings,
                    lists.Flags,
                    People = lists.PeopleRows,
                    lists.Labels,
                },
                Texts = new SortedDictionary<string, string>(StringComparer.Ordinal)
                {
                    ["LICENSES.txt"] = LicenceTexts.Write(catalogue),
                    ["classes.csv"] = lists.Classes,
                    ["labels.csv"] = lists.LabelSets,
                    ["people.csv"] = lists.People,
                },
                Drawings = drawings
                    .OrderBy(drawing => drawing.File, StringComparer.Ordinal)
                    .ToDictionary(drawing => drawing.File, drawing => drawing.Svg),
            },
            Json
        );
        return Compress(json);
    }

    private static byte[] Compress(byte[] content)
    {
        byte[] packed = new byte[BrotliEncoder.GetMaxCompressedLength(content.Length)];
        if (!BrotliEncoder.TryCompress(content, packed, out int length, BrotliQuality, BrotliWindow))
            throw new InvalidOperationException("Brotli needs more room than it asked for.");
        return packed[..length];
    }
}
