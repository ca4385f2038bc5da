using System.Buffers.Binary;
using System.IO.Compression;

namespace MlNetLabels.Testing.Imaging;

/// <summary>TIFFs of layouts that libvips reads and does not write.</summary>
internal static class TiffFile
{
    private const int Rows = 16,
        TileWidth = 64,
        TileHeight = 48,
        Colours = 3;

    /// <summary>R, G and B each in strips or tiles of their own, of 8 bits, plain or deflated.</summary>
    public static byte[] InPlanes(byte[] rgb, int width, int height, bool tiled, bool deflate)
    {
        var blocks = new List<byte[]>();
        int blockWidth = tiled ? TileWidth : width,
            blockHeight = tiled ? TileHeight : Rows;
        for (int colour = 0; colour < Colours; colour++)
        for (int top = 0; top < height; top += blockHeight)
        for (int left = 0; left < width; left += blockWidth)
        {
            // The last strip is as high as what is left; tiles are always whole.
            int rows = tiled ? blockHeight : Math.Min(blockHeight, height - top);
            byte[] block = new byte[blockWidth * rows];
            for (int y = 0; y < Math.Min(rows, height - top); y++)
            for (int x = 0; x < Math.Min(blockWidth, width - left); x++)
                block[y * blockWidth + x] = rgb[Colours * ((top + y) * width + left + x) + colour];
            blocks.Add(deflate ? Deflate(block) : block);
        }
        const int DeflateCode = 8,
            Rgb = 2,
            Separate = 2;
        List<(ushort Tag, uint[] Values)> tags =
        [
            (256, [(uint)width]),
            (257, [(uint)height]),
            (258, [8, 8, 8]),
            (259, [deflate ? DeflateCode : 1u]),
            (262, [Rgb]),
            (277, [Colours]),
            (284, [Separate]),
        ];
        if (tiled)
            tags.AddRange([(322, [TileWidth]), (323, [TileHeight])]);
        else
            tags.Add((278, [Rows]));
        return Write(blocks, tags, tiled);
    }

    /// <summary>A whole JPEG of YCbCr as the one strip.</summary>
    public static byte[] OfJpeg(byte[] jpeg, int width, int height)
    {
        const int Jpeg = 7,
            YCbCr = 6;
        return Write(
            [jpeg],
            [
                (256, [(uint)width]),
                (257, [(uint)height]),
                (258, [8, 8, 8]),
                (259, [Jpeg]),
                (262, [YCbCr]),
                (277, [Colours]),
                (278, [(uint)height]),
                (284, [1]),
            ],
            tiled: false
        );
    }

    /// <summary>One strip of bytes as they are, with the tags that say what they mean beside those of size and place.</summary>
    public static byte[] OfStrip(byte[] strip, int width, int height, params (ushort Tag, uint[] Values)[] tags) =>
        Write(
            [strip],
            [(256, [(uint)width]), (257, [(uint)height]), (278, [(uint)height]), (284, [1]), .. tags],
            tiled: false
        );

    // Header, blocks, the directory, and behind it the values that do not fit in it.
    private static byte[] Write(List<byte[]> blocks, List<(ushort Tag, uint[] Values)> tags, bool tiled)
    {
        using var file = new MemoryStream();
        file.Write("II*\0\0\0\0\0"u8);
        uint[] offsets = new uint[blocks.Count];
        for (int i = 0; i < blocks.Count; i++)
        {
            offsets[i] = (uint)file.Position;
            file.Write(blocks[i]);
        }
        uint[] counts = [.. blocks.Select(b => (uint)b.Length)];
        tags.Add(((ushort)(tiled ? 324 : 273), offsets));
        tags.Add(((ushort)(tiled ? 325 : 279), counts));
        tags.Sort((a, b) => a.Tag.CompareTo(b.Tag));
        if (file.Length % 2 != 0)
            file.WriteByte(0);

        uint start = (uint)file.Position,
            behind = start + 2 + 12 * (uint)tags.Count + 4;
        using var values = new MemoryStream();
        Short(file, (ushort)tags.Count);
        foreach (var (tag, numbers) in tags)
        {
            // Of fractions each is two numbers.
            bool areFractions = tag is 529 or 532;
            Short(file, tag);
            Short(file, areFractions ? (ushort)5 : (ushort)4);
            Long(file, (uint)numbers.Length / (areFractions ? 2u : 1u));
            Long(file, numbers is [var only] ? only : behind + (uint)values.Position);
            if (numbers.Length > 1)
                foreach (uint number in numbers)
                    Long(values, number);
        }
        Long(file, 0);
        file.Write(values.ToArray());
        byte[] bytes = file.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), start);
        return bytes;
    }

    private static byte[] Deflate(byte[] block)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zip.Write(block);
        return packed.ToArray();
    }

    private static void Short(Stream to, ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        to.Write(bytes);
    }

    private static void Long(Stream to, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        to.Write(bytes);
    }
}
