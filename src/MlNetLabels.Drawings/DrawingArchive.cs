using System.IO.Compression;
using System.Text.Json;

namespace MlNetLabels.Drawings;

/// <summary>
/// What this assembly carries: SVG documents and the lists over them. Written when it is built, by
/// <c>eng/MlNetLabels.Eng.PackDrawings</c>.
/// </summary>
internal sealed record DrawingArchive
{
    private const string Resource = "drawings.json.br";

    /// <summary>The packages that the drawings come from, with their versions.</summary>
    public required string Packages { get; init; }

    /// <summary>What the lists hold; its folder is the one that the archive is unpacked to.</summary>
    public required EmojiSummary Summary { get; init; }

    /// <summary>Text files by name: the lists and the licences.</summary>
    public required IReadOnlyDictionary<string, string> Texts { get; init; }

    /// <summary>SVG documents by the path of the PNG file made of each, with '/' between its parts.</summary>
    public required IReadOnlyDictionary<string, string> Drawings { get; init; }

    /// <summary>The archive in this assembly.</summary>
    public static DrawingArchive Open()
    {
        using var resource = typeof(DrawingArchive).Assembly.GetManifestResourceStream(Resource)!;
        return Read(resource);
    }

    public static DrawingArchive Read(Stream packed)
    {
        using var json = new BrotliStream(packed, CompressionMode.Decompress, leaveOpen: true);
        return JsonSerializer.Deserialize(json, DrawingsJson.Default.DrawingArchive)!;
    }
}
