using System.Buffers.Binary;
using System.Text;

namespace MlNetLabels.Testing.Imaging;

/// <summary>
/// An AVIF whose picture is a grid of smaller ones, as cameras and large encoders write them; libvips writes none.
/// </summary>
/// <remarks>ISO/IEC 23008-12, 6.6.2.3; boxes by ISO/IEC 14496-12.</remarks>
internal static class AvifGrid
{
    public static byte[] Of(byte[] rgb, int width, int height, int columns, int rows)
    {
        int tileWidth = width / columns,
            tileHeight = height / rows;
        var tiles = new List<byte[]>();
        byte[] decoder = [];
        for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++)
        {
            byte[] tile = TestImages.Encode(
                Cut(rgb, width, column * tileWidth, row * tileHeight, tileWidth, tileHeight),
                tileWidth,
                tileHeight,
                "heifsave_buffer",
                null,
                ("compression", "av1"),
                ("effort", "0"),
                ("keep", "none")
            );
            tiles.Add(Content(tile, "mdat"));
            decoder = Content(tile, "av1C");
        }
        return Write(tiles, decoder, width, height, columns, rows);
    }

    private static byte[] Write(List<byte[]> tiles, byte[] decoder, int width, int height, int columns, int rows)
    {
        byte[] kind = Box("ftyp", "avif"u8.ToArray(), Four(0), "avifmif1miaf"u8.ToArray());
        byte[] grid = [0, 0, (byte)(rows - 1), (byte)(columns - 1), .. Two(width), .. Two(height)];
        byte[] Meta(int data) =>
            Box(
                "meta",
                Four(0),
                Box("hdlr", Four(0), Four(0), "pict"u8.ToArray(), new byte[13]),
                Box("pitm", Four(0), Two(1)),
                Places(tiles, grid.Length, data),
                Box(
                    "iinf",
                    [.. Four(0), .. Two(tiles.Count + 1), .. Item(1, "grid"), .. Tiles(tiles, i => Item(i, "av01"))]
                ),
                Box("iref", Four(0), Box("dimg", [.. Two(1), .. Two(tiles.Count), .. Tiles(tiles, Two)])),
                Box(
                    "iprp",
                    Box(
                        "ipco",
                        Box("ispe", Four(0), Four(width), Four(height)),
                        Box("ispe", Four(0), Four(width / columns), Four(height / rows)),
                        Box("pixi", Four(0), [3, 8, 8, 8]),
                        Box("av1C", decoder)
                    ),
                    // Properties by their place above; the high bit marks what a reader must know.
                    Box(
                        "ipma",
                        [
                            .. Four(0),
                            .. Four(tiles.Count + 1),
                            .. Two(1),
                            2,
                            1,
                            3,
                            .. Tiles(tiles, i => [.. Two(i), 3, 2, 3, 0x84]),
                        ]
                    )
                ),
                Box("idat", grid)
            );
        int before = kind.Length + Meta(0).Length + 8;
        return [.. kind, .. Meta(before), .. Box("mdat", [.. tiles.SelectMany(t => t)])];
    }

    // Version 1 of the box: the grid's own few bytes lie in idat (method 1), its tiles in the file (method 0).
    private static byte[] Places(List<byte[]> tiles, int gridLength, int data)
    {
        List<byte> body = [.. Four(1 << 24), 0x44, 0, .. Two(tiles.Count + 1)];
        body.AddRange([.. Two(1), .. Two(1), .. Two(0), .. Two(1), .. Four(0), .. Four(gridLength)]);
        for (int i = 0; i < tiles.Count; i++)
        {
            body.AddRange([.. Two(i + 2), .. Two(0), .. Two(0), .. Two(1), .. Four(data), .. Four(tiles[i].Length)]);
            data += tiles[i].Length;
        }
        return Box("iloc", [.. body]);
    }

    private static byte[] Item(int id, string type) =>
        Box("infe", Four(2 << 24), Two(id), Two(0), Encoding.ASCII.GetBytes(type), [0]);

    private static byte[] Tiles(List<byte[]> tiles, Func<int, byte[]> of) =>
        [.. Enumerable.Range(2, tiles.Count).SelectMany(of)];

    private static byte[] Content(byte[] file, string box)
    {
        int at = file.AsSpan().IndexOf(Encoding.ASCII.GetBytes(box)) - 4,
            length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
        return file[(at + 8)..(length == 0 ? file.Length : at + length)];
    }

    private static byte[] Cut(byte[] rgb, int width, int left, int top, int tileWidth, int tileHeight) =>
        [
            .. Enumerable
                .Range(top, tileHeight)
                .SelectMany(y => rgb[(3 * (y * width + left))..(3 * (y * width + left + tileWidth))]),
        ];

    private static byte[] Box(string type, params ReadOnlySpan<byte[]> parts)
    {
        byte[] body = [.. parts.ToArray().SelectMany(p => p)];
        return [.. Four(body.Length + 8), .. Encoding.ASCII.GetBytes(type), .. body];
    }

    private static byte[] Two(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Four(int value) => [.. Two(value >> 16), .. Two(value)];
}
