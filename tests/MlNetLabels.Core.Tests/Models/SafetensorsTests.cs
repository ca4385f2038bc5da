using System.Buffers.Binary;
using System.Text;
using MlNetLabels.Models;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Core.Tests.Models;

public sealed class SafetensorsTests
{
    [Fact]
    public void Read_WhatWriteWrote_GivesTheSameTensors()
    {
        var tensors = new Dictionary<string, StateTensor>
        {
            ["b"] = new([2, 3], new float[] { 1, -2, 3.5f, 1e15f, float.Epsilon, 0 }),
            ["größe"] = new([1], new float[] { 7 }),
            ["none"] = new([0, 4], Array.Empty<float>()),
            ["scalar"] = new([], new float[] { 9 }),
        };

        byte[] file = Safetensors.Write(tensors);
        var read = Safetensors.Read(file, "x");

        Assert.Equal(tensors.Keys, read.Keys);
        foreach (var (name, tensor) in tensors)
        {
            Assert.Equal(tensor.Shape, read[name].Shape);
            Assert.Equal(tensor.Values.ToArray(), read[name].Values.ToArray());
        }
        // As the format asks, values start at a multiple of eight.
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(file) % 8);
    }

    [Fact]
    public void Write_ShapeAndValuesDisagree_IsRefused() =>
        Assert.Throws<ArgumentException>(() =>
            Safetensors.Write(new Dictionary<string, StateTensor> { ["a"] = new([3], new float[2]) })
        );

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"__metadata__":{"by":"other"}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2,1,1],"data_offsets":[0,8]}}    """)]
    public void Read_OtherWritersHeaders_AreUnderstood(string header) =>
        Assert.Equal([1, 2], Safetensors.Read(File(header, [1, 2]), "x")["a"].Values.ToArray());

    [Theory]
    [InlineData("""{"a":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,99999999999999999999]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1073741824,1073741824,4],"data_offsets":[0,0]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":"2","data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":1,"shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":7}""")]
    [InlineData("""["a"]""")]
    [InlineData("""{"a":""")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"""
    )]
    public void Read_HeaderThatLies_IsRefused(string header) =>
        Assert.Equal("x", Assert.Throws<InvalidInputException>(() => Safetensors.Read(File(header, [1, 2]), "x")).File);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Read_ValueThatIsNoNumber_IsRefused(float value) =>
        Assert.Contains(
            "'a'",
            Assert
                .Throws<InvalidInputException>(() =>
                    Safetensors.Read(
                        File("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", [1, value]),
                        "x"
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(1 << 20)]
    public void Read_HeaderLengthThatCannotBe_IsRefused(long length)
    {
        byte[] file = File("{}", [1, 2]);
        BinaryPrimitives.WriteInt64LittleEndian(file, length);

        Assert.Throws<InvalidInputException>(() => Safetensors.Read(file, "x"));
    }

    [Fact]
    public void Read_TruncatedAnywhere_IsRefused()
    {
        byte[] file = Safetensors.Write(new Dictionary<string, StateTensor> { ["a"] = new([2], new float[] { 1, 2 }) });

        for (int length = 0; length < file.Length; length++)
            Assert.Throws<InvalidInputException>(() => Safetensors.Read(file.AsSpan(0, length), "x"));
    }

    private static byte[] File(string header, float[] values)
    {
        byte[] text = Encoding.UTF8.GetBytes(header),
            file = new byte[8 + text.Length + 4 * values.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, text.Length);
        text.CopyTo(file, 8);
        Buffer.BlockCopy(values, 0, file, 8 + text.Length, 4 * values.Length);
        return file;
    }
}
