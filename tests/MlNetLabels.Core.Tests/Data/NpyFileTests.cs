using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using MlNetLabels.Data;
using MlNetLabels.Numerics;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Data;

public sealed class NpyFileTests : IDisposable
{
    private const string Good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";

    private static readonly byte[] Values = MemoryMarshal
        .AsBytes<float>([1.5f, -2, 3, 0, 1e15f, float.Epsilon])
        .ToArray();

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    // Read and written in chunks of 65,536 values: as many, one more, and three chunks.
    [InlineData(128, 512)]
    [InlineData(1, 65_537)]
    [InlineData(300, 577)]
    public void Read_WhatWriteWrote_GivesTheSameBits(int rows, int columns)
    {
        var matrix = new Matrix(rows, columns);
        for (int i = 0; i < matrix.Span.Length; i++)
            matrix.Span[i] = MathF.Sin(i) * 1e3f;
        string path = _folder.File("x.npy");

        NpyFile.Write(path, matrix);
        var read = NpyFile.Read(path);

        Assert.Equal((rows, columns), (read.Rows, read.Columns));
        Assert.True(read.Span.SequenceEqual(matrix.Span));
        // NumPy's own rule: data starts at a multiple of 64.
        Assert.Equal(0, (new FileInfo(path).Length - (4L * rows * columns)) % 64);
    }

    [Trait("Speed", "Slow")]
    [Fact]
    public void Read_MoreBytesThanASpanCounts_GivesTheLastValue()
    {
        const int Rows = 1_000_000,
            Columns = 576;
        Assert.SkipUnless(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > 8L << 30, "This takes 2.3 GB of memory.");
        string path = Write($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({Rows}, {Columns}), }}", 1);
        using (var file = new FileStream(path, FileMode.Open))
        {
            file.SetLength(file.Length - Values.Length + 4L * Rows * Columns);
            file.Seek(-4, SeekOrigin.End);
            file.Write(BitConverter.GetBytes(2.5f));
        }

        var read = NpyFile.Read(path);

        Assert.Equal((1.5f, 2.5f), (read[0, 0], read[Rows - 1, Columns - 1]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Read_EveryVersion_GivesTheValues(int version)
    {
        var read = NpyFile.Read(Write(Good, version));

        Assert.Equal(1.5f, read[0, 0]);
        Assert.Equal(float.Epsilon, read[1, 2]);
    }

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", "<f8")]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (2, 3), }", ">f4")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (2, 3), }", "|O")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 3), }", "float32")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", "C order")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }", "two dimensions")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", "two dimensions")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 3), }", "two dimensions")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (6, 0), }", "at least one column")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2, -3), }", "two dimensions")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 3), }", "24 bytes follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }", "24 bytes follow")]
    [InlineData(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647), }",
        "more than can be held"
    )]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (500000000, 4), }", "24 bytes follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 3), }", "two dimensions")]
    [InlineData("", "float32")]
    public void Read_HeaderThatDoesNotFit_SaysWhy(string header, string reason)
    {
        string path = Write(header, 1);

        var error = Assert.Throws<InvalidInputException>(() => NpyFile.Read(path));

        Assert.Equal(path, error.File);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN, 2)]
    [InlineData(float.PositiveInfinity, 2)]
    [InlineData(float.NegativeInfinity, 2)]
    [InlineData(float.NaN, 40_000)]
    public void Read_ValueThatIsNoNumber_NamesRowAndColumn(float value, int row)
    {
        var matrix = new Matrix(row + 1, 4);
        matrix[row, 1] = value;
        string path = _folder.File("x.npy");
        NpyFile.Write(path, matrix);

        Assert.Contains(
            $"row {row}, column 1",
            Assert.Throws<InvalidInputException>(() => NpyFile.Read(path)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Read_TruncatedAnywhere_IsRefused(int version)
    {
        byte[] whole = File.ReadAllBytes(Write(Good, version));
        for (int length = 0; length < whole.Length; length++)
        {
            string path = _folder.Write("cut.npy", whole[..length]);
            Assert.Equal(path, Assert.Throws<InvalidInputException>(() => NpyFile.Read(path)).File);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(255)]
    public void Read_UnknownVersion_IsNamed(byte version)
    {
        byte[] bytes = File.ReadAllBytes(Write(Good, 1));
        bytes[6] = version;
        string path = _folder.Write("v.npy", bytes);

        Assert.Contains(
            $"version {version}",
            Assert.Throws<InvalidInputException>(() => NpyFile.Read(path)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_HeaderLengthBeyondTheFile_IsRefusedWithoutBeingAllocated()
    {
        byte[] bytes = File.ReadAllBytes(Write(Good, 2));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), uint.MaxValue);
        string path = _folder.Write("h.npy", bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<InvalidInputException>(() => NpyFile.Read(path));

        // The exception and its message take some kilobytes; the claim was four gigabytes.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Read_MissingFileOrFolder_IsNamed()
    {
        Assert.Equal("nowhere.npy", Assert.Throws<InvalidInputException>(() => NpyFile.Read("nowhere.npy")).File);
        Assert.Equal(_folder.Path, Assert.Throws<InvalidInputException>(() => NpyFile.Read(_folder.Path)).File);
    }

    private string Write(string header, int version)
    {
        byte[] text = Encoding.ASCII.GetBytes(header + "\n");
        byte[] length =
            version == 1
                ? [(byte)text.Length, (byte)(text.Length >> 8)]
                : [(byte)text.Length, (byte)(text.Length >> 8), 0, 0];
        return _folder.Write("made.npy", [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. Values]);
    }
}
