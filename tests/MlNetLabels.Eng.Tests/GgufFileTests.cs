using MlNetLabels.Eng.ImportBackbone;

namespace MlNetLabels.Eng.Tests;

public sealed class GgufFileTests
{
    private const uint UInt32Type = 4,
        StringType = 8,
        ArrayType = 9,
        F32 = 0,
        F16 = 1;

    [Fact]
    public void Parse_EveryMetadataType_GivesTheValues()
    {
        (uint Type, object Value)[] values =
        [
            (0, (byte)200),
            (1, (sbyte)-100),
            (2, (ushort)60_000),
            (3, (short)-30_000),
            (4, 4_000_000_000u),
            (5, -2_000_000_000),
            (6, 1.5f),
            (7, true),
            (8, "grün"),
            (10, ulong.MaxValue),
            (11, long.MinValue),
            (12, -0.1),
        ];
        var bytes = new GgufBytes(0, (ulong)values.Length * 2 + 1);
        foreach (var (type, value) in values)
            bytes.Put($"one.{type}", type, value).Put($"many.{type}", ArrayType, type, 2UL, value, value);
        bytes.Put("nested", ArrayType, ArrayType, 1UL, UInt32Type, 1UL, 7u);

        var metadata = GgufFile.Parse(bytes.ToArray(), "x.gguf").Metadata;

        foreach (var (type, value) in values)
        {
            Assert.Equal(value, metadata[$"one.{type}"]);
            Assert.Equal([value, value], ((Array)metadata[$"many.{type}"]).Cast<object>());
        }
        Assert.Equal(7u, ((uint[])((Array[])metadata["nested"])[0])[0]);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(8)]
    [InlineData(256)]
    public void Parse_TwoTensors_RowMajorShapesAndValues(int alignment)
    {
        var bytes = new GgufBytes(2, 1)
            .Put("general.alignment", UInt32Type, (uint)alignment)
            .Put("half", 2u, 3UL, 2UL, F16, 0UL)
            .Put("scalar", 0u, F32, (ulong)((12 + alignment - 1) / alignment * alignment))
            .Align(alignment);
        for (int i = 0; i < 6; i++)
            bytes.Put((Half)(i - 2.5));
        bytes.Align(alignment).Put(42f);

        var tensors = GgufFile.Parse(bytes.ToArray(), "x.gguf").Tensors;

        Assert.Equal([2, 3], tensors["half"].Shape);
        Assert.Equal([-2.5f, -1.5f, -0.5f, 0.5f, 1.5f, 2.5f], tensors["half"].ToFloats());
        Assert.Empty(tensors["scalar"].Shape);
        Assert.Equal([42f], tensors["scalar"].ToFloats());
    }

    public static TheoryData<string, byte[]> Damaged() =>
        new()
        {
            { "'GGUF'", "GGML"u8.ToArray().Concat(new byte[20]).ToArray() },
            { "version 2", new GgufBytes(0, 0, version: 2).ToArray() },
            { "version 50331648", new GgufBytes(0, 0, version: 0x03000000).ToArray() },
            { "18446744073709551615 tensors", new GgufBytes(ulong.MaxValue, 0).ToArray() },
            { "1000000 tensors", new GgufBytes(1_000_000, 0).ToArray() },
            { "metadata entries", new GgufBytes(0, 1UL << 62).ToArray() },
            { "bytes of text", new GgufBytes(0, 1).Put(ulong.MaxValue, "key", UInt32Type, 0u).ToArray() },
            {
                "array elements",
                new GgufBytes(0, 1).Put("a", ArrayType, StringType, 1UL << 60).Put(0UL, 0UL).ToArray()
            },
            { "array elements", new GgufBytes(0, 1).Put("a", ArrayType, 0u, ulong.MaxValue).Put(0UL, 0UL).ToArray() },
            {
                "nested",
                new GgufBytes(0, 1)
                    .Put(
                        "a",
                        ArrayType,
                        ArrayType,
                        1UL,
                        ArrayType,
                        1UL,
                        ArrayType,
                        1UL,
                        ArrayType,
                        1UL,
                        ArrayType,
                        0UL,
                        0UL
                    )
                    .ToArray()
            },
            { "unknown type 13", new GgufBytes(0, 1).Put("a", 13u, 0UL).ToArray() },
            { "unknown type 99", new GgufBytes(0, 1).Put("a", ArrayType, 99u, 0UL).ToArray() },
            { "truth value", new GgufBytes(0, 1).Put("a", 7u, (byte)2).ToArray() },
            { "UTF-8", new GgufBytes(0, 1).Put(1UL, (byte)0xFF, UInt32Type, 0u).ToArray() },
            { "a name of 0", new GgufBytes(0, 1).Put("", UInt32Type, 0u).ToArray() },
            { "'a' twice", new GgufBytes(0, 2).Put("a", UInt32Type, 0u, "a", UInt32Type, 0u).ToArray() },
            { "alignment 0", new GgufBytes(0, 1).Put("general.alignment", UInt32Type, 0u).ToArray() },
            { "alignment 24", new GgufBytes(0, 1).Put("general.alignment", UInt32Type, 24u).ToArray() },
            { "alignment 2147483648", new GgufBytes(0, 1).Put("general.alignment", UInt32Type, 1u << 31).ToArray() },
            { "alignment wide", new GgufBytes(0, 1).Put("general.alignment", StringType, "wide").ToArray() },
            { "5 dimensions", Tensor(5u, 1UL, 1UL, 1UL, 1UL, 1UL, F32, 0UL) },
            { "dimension 0", Tensor(1u, 0UL, F32, 0UL) },
            { "dimension 18446744073709551615", Tensor(1u, ulong.MaxValue, F32, 0UL) },
            { "dimension 65536", Tensor(2u, 65_536UL, 65_536UL, F32, 0UL) },
            { "tensor type 2 ", Tensor(1u, 32UL, 2u, 0UL) },
            { "beyond the end", Tensor(1u, 1_000_000UL, F32, 0UL) },
            { "beyond the end", Tensor(1u, 1UL, F32, ulong.MaxValue - 31) },
            { "beyond the end", Tensor(1u, 1UL, F32, 64UL) },
            { "no multiple of 32", Tensor(1u, 1UL, F32, 4UL) },
            {
                "'t' twice",
                new GgufBytes(2, 0)
                    .Put("t", 0u, F32, 0UL, "t", 0u, F32, 0UL)
                    .Align()
                    .Put(
                        new byte[32]
                            .Cast<object>()
                            .ToArray()
                    )
                    .ToArray()
            },
        };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void Parse_Damaged_SaysFileAndDamage(string damage, byte[] bytes)
    {
        var error = Assert.Throws<InvalidInputException>(() => GgufFile.Parse(bytes, "x.gguf"));

        Assert.StartsWith("x.gguf: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(damage, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TruncatedAnywhere_Throws()
    {
        byte[] bytes = File.ReadAllBytes(Npm.Weights);
        GgufFile.Parse(bytes, "x.gguf");

        for (int length = 0; length < bytes.Length; length += 1024)
            Assert.Throws<InvalidInputException>(() => GgufFile.Parse(bytes.AsMemory(0, length), "x.gguf"));
        for (int length = 0; length < 2048; length++)
            Assert.Throws<InvalidInputException>(() => GgufFile.Parse(bytes.AsMemory(0, length), "x.gguf"));
    }

    [Fact]
    public void Parse_FlippedHeaderBits_ParsesOrThrowsWithinTheFilesOwnSize()
    {
        const int Header = 16_384; // the names and shapes of this file
        byte[] bytes = File.ReadAllBytes(Npm.Weights);
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 2000; i++)
        {
            int place = random.Next(Header);
            byte before = bytes[place];
            bytes[place] ^= (byte)(1 << random.Next(8));
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            if (Record.Exception(() => GgufFile.Parse(bytes, "x.gguf")) is { } error)
            {
                Assert.IsType<InvalidInputException>(error);
                refused++;
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, bytes.Length);
            bytes[place] = before;
        }
        Assert.NotEqual(0, refused);
    }

    private static byte[] Tensor(params object[] header) =>
        new GgufBytes(1, 0).Put("t").Put(header).Align().Put(0f, 0f).ToArray();
}
