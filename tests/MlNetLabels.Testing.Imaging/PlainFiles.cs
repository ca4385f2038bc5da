using System.Buffers.Binary;
using System.Text;

namespace MlNetLabels.Testing.Imaging;

/// <summary>Writers of simple formats after their descriptions, so that what reads them is not tested against itself.</summary>
internal static class PlainFiles
{
    /// <summary>
    /// A BMP with a header of 40 bytes or, where there are masks, of 56: rows of whole words from the bottom, B before R.
    /// </summary>
    public static byte[] Bmp(
        byte[] rgb,
        int width,
        int height,
        int bits = 24,
        byte[]? alpha = null,
        bool topDown = false
    )
    {
        int rowBytes = (width * bits / 8 + 3) / 4 * 4,
            header = alpha is null ? 40 : 56;
        byte[] file = new byte[14 + header + rowBytes * height];
        var h = file.AsSpan(14);
        "BM"u8.CopyTo(file);
        Int(file, 2, file.Length);
        Int(file, 10, 14 + header);
        Int(h, 0, header);
        Int(h, 4, width);
        Int(h, 8, topDown ? -height : height);
        h[12] = 1;
        h[14] = (byte)bits;
        if (alpha is not null)
        {
            Int(h, 16, 3);
            (uint, int)[] masks = [(0x00FF0000, 40), (0x0000FF00, 44), (0x000000FF, 48), (0xFF000000, 52)];
            foreach (var (mask, at) in masks)
                BinaryPrimitives.WriteUInt32LittleEndian(h[at..], mask);
        }
        for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
        {
            int from = 3 * (y * width + x),
                to = 14 + header + (topDown ? y : height - 1 - y) * rowBytes + x * bits / 8;
            if (bits == 16)
            {
                int word = rgb[from] >> 3 << 10 | rgb[from + 1] >> 3 << 5 | rgb[from + 2] >> 3;
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(to), (ushort)word);
                continue;
            }
            (file[to], file[to + 1], file[to + 2]) = (rgb[from + 2], rgb[from + 1], rgb[from]);
            if (bits == 32)
                file[to + 3] = alpha?[y * width + x] ?? 0;
        }
        return file;
    }

    /// <summary>
    /// A BMP with a palette: 1, 4 or 8 bits a pixel, plain or, of 4 and 8 bits, in runs with escapes of every kind.
    /// </summary>
    public static byte[] BmpOfPalette(byte[] indexes, byte[] palette, int width, int height, int bits, bool runs)
    {
        var pixels = new List<byte>();
        for (int y = height - 1; y >= 0; y--)
        {
            byte[] row = indexes[(y * width)..((y + 1) * width)];
            if (runs)
                Pack(row, bits, pixels);
            else
            {
                byte[] packed = new byte[(width * bits + 31) / 32 * 4];
                for (int x = 0; x < width; x++)
                    packed[x * bits / 8] |= (byte)(row[x] << (8 - bits - x * bits % 8));
                pixels.AddRange(packed);
            }
        }
        if (runs)
            pixels.AddRange([0, 1]);
        int colours = palette.Length / 3,
            start = 54 + 4 * colours;
        byte[] file = [.. new byte[start], .. pixels];
        "BM"u8.CopyTo(file);
        Int(file, 10, start);
        var h = file.AsSpan(14);
        Int(h, 0, 40);
        Int(h, 4, width);
        Int(h, 8, height);
        h[12] = 1;
        h[14] = (byte)bits;
        Int(
            h,
            16,
            runs
                ? bits == 8
                    ? 1
                    : 2
                : 0
        );
        Int(h, 32, colours);
        for (int i = 0; i < colours; i++)
            (file[54 + 4 * i], file[55 + 4 * i], file[56 + 4 * i]) = (
                palette[3 * i + 2],
                palette[3 * i + 1],
                palette[3 * i]
            );
        return file;
    }

    /// <summary>PNM of one of its six kinds; of 16 bits where white is above 255.</summary>
    public static byte[] Pnm(int kind, byte[] samples, int width, int height, int white = 255)
    {
        var file = new List<byte>();
        string size = kind is 1 or 4 ? $"{width} {height}\n" : $"{width} {height}\n{white}\n";
        file.AddRange(Encoding.ASCII.GetBytes($"P{kind}\n# a comment with 7 numbers\n{size}"));
        int bands = kind is 3 or 6 ? 3 : 1;
        for (int y = 0; y < height; y++)
        {
            byte[] row = samples[(y * width * bands)..((y + 1) * width * bands)];
            if (kind == 4)
            {
                byte[] bits = new byte[(width + 7) / 8];
                for (int x = 0; x < width; x++)
                    bits[x / 8] |= (byte)((row[x] < 128 ? 1 : 0) << (7 - x % 8));
                file.AddRange(bits);
            }
            else
                foreach (byte sample in row)
                {
                    int value = (sample * white + 127) / 255;
                    if (kind == 1)
                        file.Add((byte)(sample < 128 ? '1' : '0'));
                    else if (kind <= 3)
                        file.AddRange(Encoding.ASCII.GetBytes($"{value} "));
                    else if (white > 255)
                        file.AddRange([(byte)(value >> 8), (byte)value]);
                    else
                        file.Add((byte)value);
                }
            if (kind <= 3)
                file.Add((byte)'\n');
        }
        return [.. file];
    }

    /// <summary>QOI with every one of its codes, by the description's own rules.</summary>
    public static byte[] Qoi(byte[] rgba, int width, int height)
    {
        var file = new List<byte>([
            .. "qoif"u8,
            0,
            0,
            (byte)(width >> 8),
            (byte)width,
            0,
            0,
            (byte)(height >> 8),
            (byte)height,
            4,
            0,
        ]);
        uint[] seen = new uint[64];
        byte[] last = [0, 0, 0, 255];
        int run = 0;
        for (int i = 0; i < rgba.Length; i += 4)
        {
            byte[] p = rgba[i..(i + 4)];
            if (p.AsSpan().SequenceEqual(last))
            {
                if (++run == 62 || i + 4 == rgba.Length)
                {
                    file.Add((byte)(0xC0 | (run - 1)));
                    run = 0;
                }
                continue;
            }
            if (run > 0)
                file.Add((byte)(0xC0 | (run - 1)));
            run = 0;
            int hash = (p[0] * 3 + p[1] * 5 + p[2] * 7 + p[3] * 11) % 64;
            int r = (sbyte)(p[0] - last[0]),
                g = (sbyte)(p[1] - last[1]),
                b = (sbyte)(p[2] - last[2]);
            if (seen[hash] == BitConverter.ToUInt32(p))
                file.Add((byte)hash);
            else if (p[3] != last[3])
                file.AddRange([0xFF, .. p]);
            else if (r is >= -2 and <= 1 && g is >= -2 and <= 1 && b is >= -2 and <= 1)
                file.Add((byte)(0x40 | (r + 2) << 4 | (g + 2) << 2 | (b + 2)));
            else if (g is >= -32 and <= 31 && r - g is >= -8 and <= 7 && b - g is >= -8 and <= 7)
                file.AddRange([(byte)(0x80 | (g + 32)), (byte)((r - g + 8) << 4 | (b - g + 8))]);
            else
                file.AddRange([0xFE, p[0], p[1], p[2]]);
            seen[hash] = BitConverter.ToUInt32(p);
            last = p;
        }
        file.AddRange([0, 0, 0, 0, 0, 0, 0, 1]);
        return [.. file];
    }

    /// <summary>An ICO of the given pictures, each with its side.</summary>
    public static byte[] Ico(params (int Side, byte[] Picture)[] pictures)
    {
        var file = new List<byte>([0, 0, 1, 0, (byte)pictures.Length, 0]);
        int at = 6 + 16 * pictures.Length;
        foreach (var (side, picture) in pictures)
        {
            byte[] entry = new byte[16];
            (entry[0], entry[1], entry[4], entry[6]) = ((byte)side, (byte)side, 1, 32);
            Int(entry, 8, picture.Length);
            Int(entry, 12, at);
            file.AddRange(entry);
            at += picture.Length;
        }
        foreach (var (_, picture) in pictures)
            file.AddRange(picture);
        return [.. file];
    }

    /// <summary>A BMP as an ICO holds it: without its first header, twice as high, and with a mask behind.</summary>
    public static byte[] InIco(byte[] bmp, byte[] mask)
    {
        byte[] inner = [.. bmp[14..], .. mask];
        Int(inner, 8, 2 * BinaryPrimitives.ReadInt32LittleEndian(inner.AsSpan(8)));
        return inner;
    }

    // Alternately a run and as many pixels as they are, so that both are there.
    private static void Pack(byte[] row, int bits, List<byte> to)
    {
        for (int x = 0; x < row.Length; )
        {
            int run = 1;
            while (x + run < row.Length && run < 255 && row[x + run] == row[x])
                run++;
            int raw = Math.Min(5, row.Length - x);
            if (run > 2 || raw < 3)
            {
                to.AddRange([(byte)run, bits == 8 ? row[x] : (byte)(row[x] << 4 | row[x])]);
                x += run;
                continue;
            }
            byte[] values = row[x..(x + raw)];
            if (bits == 4)
                values = [.. values.Chunk(2).Select(v => (byte)(v[0] << 4 | (v.Length > 1 ? v[1] : 0)))];
            to.AddRange([0, (byte)raw, .. values]);
            if (values.Length % 2 == 1)
                to.Add(0);
            x += raw;
        }
        to.AddRange([0, 0]);
    }

    private static void Int(Span<byte> bytes, int at, int value) =>
        BinaryPrimitives.WriteInt32LittleEndian(bytes[at..], value);
}
