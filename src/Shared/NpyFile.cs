using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using MlNetLabels.Numerics;

namespace MlNetLabels.Data;

/// <summary>NumPy's .npy files of little-endian float32 in C order and two dimensions: one embedding per row.</summary>
/// <remarks>
/// Format: NEP 1 (numpy.lib.format), versions 1 to 3. The header is read as text and never evaluated.
/// </remarks>
internal static partial class NpyFile
{
    private static readonly byte[] Magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    // NumPy writes about 120 bytes; anything far above is not a header.
    private const int MaxHeader = 64 * 1024;

    // The squares of a row of them still have a sum.
    private const float MaxValue = 1e15f;

    // A whole matrix may take more bytes than a span can count, so values pass a quarter of a megabyte at a time.
    private const int ChunkValues = 1 << 16;

    /// <summary>Reads a whole file; an <see cref="InvalidInputException"/> says what is wrong with it.</summary>
    public static Matrix Read(string path)
    {
        using var stream = InputFile.Open(path);
        var (rows, columns) = Begin(path, stream);
        var matrix = new Matrix(rows, columns);
        for (int start = 0; start < matrix.Span.Length; start += ChunkValues)
        {
            var values = Chunk(matrix, start);
            stream.ReadExactly(MemoryMarshal.AsBytes(values));
            if (FirstOutOfRange(values) is >= 0 and int bad)
                throw new InvalidInputException(
                    path,
                    null,
                    FormattableString.Invariant(
                        $"row {(start + bad) / columns}, column {(start + bad) % columns} is {values[bad]}; embeddings "
                    ) + FormattableString.Invariant($"must be finite numbers between {-MaxValue:g1} and {MaxValue:g1}.")
                );
        }
        return matrix;
    }

    /// <summary>Whether a file is there and begins as one that is whole, before work that takes long.</summary>
    public static void Check(string path)
    {
        using var stream = InputFile.Open(path);
        Begin(path, stream);
    }

    private static (int Rows, int Columns) Begin(string path, Stream stream)
    {
        var (rows, columns) = ReadHeader(path, stream);
        long wanted = (long)rows * columns * sizeof(float),
            left = stream.Length - stream.Position;
        return left == wanted
            ? (rows, columns)
            : throw new InvalidInputException(
                path,
                null,
                $"the header promises {rows} x {columns} float32 values ({wanted} bytes), but {left} bytes follow. Write the file again."
            );
    }

    /// <summary>Writes a file, whole or not at all.</summary>
    public static void Write(string path, Matrix matrix) => AtomicFile.Write(path, stream => Write(stream, matrix));

    /// <summary>Writes a file's content.</summary>
    public static void Write(Stream stream, Matrix matrix)
    {
        WriteHeader(stream, matrix.Rows, matrix.Columns);
        for (int start = 0; start < matrix.Span.Length; start += ChunkValues)
            stream.Write(MemoryMarshal.AsBytes(Chunk(matrix, start)));
    }

    /// <summary>Writes what stands before the values, which follow row by row as little-endian float32.</summary>
    public static void WriteHeader(Stream stream, long rows, int columns)
    {
        string header = FormattableString.Invariant(
            $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}"
        );
        int length = (Magic.Length + 4 + header.Length + 1 + 63) / 64 * 64 - Magic.Length - 4;
        stream.Write(Magic);
        stream.Write([1, 0, (byte)length, (byte)(length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(header.PadRight(length - 1) + "\n"));
    }

    private static Span<float> Chunk(Matrix matrix, int start) =>
        matrix.Span.Slice(start, Math.Min(ChunkValues, matrix.Span.Length - start));

    private static (int Rows, int Columns) ReadHeader(string path, Stream stream)
    {
        Span<byte> start = stackalloc byte[12];
        int got = stream.ReadAtLeast(start, 10, throwOnEndOfStream: false);
        if (got < 10 || !start[..6].SequenceEqual(Magic))
            throw new InvalidInputException(path, null, "this is not a NumPy .npy file.");
        int major = start[6],
            headerAt = major == 1 ? 10 : 12;
        if (major is < 1 or > 3 || got < headerAt)
            throw new InvalidInputException(
                path,
                null,
                $"npy format version {major} is not known; versions 1 to 3 are read."
            );
        long length =
            major == 1
                ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..])
                : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > MaxHeader || headerAt + length > stream.Length)
            throw new InvalidInputException(path, null, $"the npy header claims {length} bytes, which cannot be.");

        stream.Position = headerAt;
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        string header = Encoding.UTF8.GetString(bytes);
        string type = TypePattern().Match(header).Groups[1].Value;
        if (type != "<f4")
            throw new InvalidInputException(
                path,
                null,
                $"values are of type '{type}', but little-endian float32 ('<f4') is needed: save with array.astype('<f4')."
            );
        if (!COrderPattern().IsMatch(header))
            throw new InvalidInputException(
                path,
                null,
                "values are not in C order: save numpy.ascontiguousarray(array)."
            );
        var shape = ShapePattern().Match(header);
        if (
            !shape.Success
            || !int.TryParse(shape.Groups[1].Value, out int rows)
            || !int.TryParse(shape.Groups[2].Value, out int columns)
            || columns == 0
        )
            throw new InvalidInputException(
                path,
                null,
                "the array must have two dimensions, rows x embedding, with at least one column."
            );
        if ((long)rows * columns > Array.MaxLength)
            throw new InvalidInputException(
                path,
                null,
                $"{rows} x {columns} values are more than can be held at once."
            );
        return (rows, columns);
    }

    private static int FirstOutOfRange(ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
            if (!(MathF.Abs(values[i]) <= MaxValue))
                return i;
        return -1;
    }

    [GeneratedRegex("""['"]descr['"]\s*:\s*['"]([^'"]*)['"]""")]
    private static partial Regex TypePattern();

    [GeneratedRegex("""['"]fortran_order['"]\s*:\s*False""")]
    private static partial Regex COrderPattern();

    [GeneratedRegex("""['"]shape['"]\s*:\s*\(\s*(\d+)\s*,\s*(\d+)\s*,?\s*\)""")]
    private static partial Regex ShapePattern();
}
