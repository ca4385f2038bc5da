using System.Buffers.Binary;
using MlNetLabels.Images;
using MlNetLabels.Images.Libvips;

namespace MlNetLabels.Imaging.Tests.Images;

/// <summary>TIFFs of every layout are read, refused with the true reason, or refused because they are not whole.</summary>
public sealed class TiffTests
{
    private const int Width = 150,
        Height = 110,
        Cuts = 100;

    private static readonly string[] Layouts = ["strips", "one strip", "tiles"],
        Compressions = ["none", "lzw", "deflate", "packbits", "jpeg"],
        // Of these a decoder can tell what is none of its own.
        Checked = ["lzw", "deflate", "jpeg"];

    public static MatrixTheoryData<string, string> Kinds => new(Layouts, Compressions);

    private static byte[] Tiff(string layout, string compression) =>
        TestImages.Encode(
            TestImages.Scene(Width, Height),
            Width,
            Height,
            "tiffsave_buffer",
            null,
            [
                ("compression", compression),
                .. (IEnumerable<(string, string)>)(
                    layout switch
                    {
                        "tiles" => [("tile", "true"), ("tile-width", "32"), ("tile-height", "32")],
                        "one strip" => [("tile-height", "4096")],
                        _ => [("tile-height", "16")],
                    }
                ),
            ]
        );

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Load_CutAnywhere_IsRefused(string layout, string compression)
    {
        byte[] file = Tiff(layout, compression);
        TestImages.Load(file);

        for (int i = 0; i < Cuts; i++)
            Assert.Throws<ImageException>(() => TestImages.Load(file[..(int)((long)file.Length * i / Cuts)]));
    }

    public static MatrixTheoryData<string, string, byte> Damaged => new(Layouts, Checked, [0, 0xFF]);

    [Theory]
    [MemberData(nameof(Damaged))]
    public void Load_ABlockOverwritten_IsRefused(string layout, string compression, byte with)
    {
        byte[] file = Tiff(layout, compression);
        var directory = new TiffDirectory(file);
        bool tiled = layout == "tiles";
        var offsets = directory[tiled ? 324 : 273];
        var counts = directory[tiled ? 325 : 279];

        for (int i = 0; i < offsets.Count; i++)
        {
            byte[] damaged = [.. file];
            damaged.AsSpan((int)offsets[i], (int)counts[i]).Fill(with);
            Assert.Contains(
                "TIFF",
                Assert.Throws<ImageException>(() => TestImages.Load(damaged)).Reason,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void Load_TagThatNobodyKnows_IsReadAllTheSame()
    {
        const byte ResolutionUnit = 40;
        foreach (string layout in Layouts)
        {
            byte[] file = Tiff(layout, "deflate"),
                strange = [.. file];
            int entry = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4)) + 2;
            while (strange[entry] != ResolutionUnit || strange[entry + 1] != 1)
                entry += 12;
            BinaryPrimitives.WriteUInt16LittleEndian(strange.AsSpan(entry), 65_000);

            Assert.Equal(TestImages.Load(file), TestImages.Load(strange));
        }
    }

    [Theory]
    [InlineData("short", "16-bit signed")]
    [InlineData("char", "8-bit signed")]
    [InlineData("uint", "32-bit unsigned")]
    [InlineData("int", "32-bit signed")]
    [InlineData("float", "32-bit floating-point")]
    [InlineData("double", "64-bit floating-point")]
    public void Load_SamplesWithoutAKnownRange_AreRefusedByName(string samples, string expected)
    {
        foreach (int bands in (int[])[1, 3])
            Assert.Contains(
                expected,
                Assert.Throws<ImageException>(() => TestImages.Load(Of(samples, bands))).Reason,
                StringComparison.Ordinal
            );
    }

    [Fact]
    public void Load_SixteenUnsignedBits_GivesTheSameBitsAsEight()
    {
        byte[] pixels = TestImages.Scene(Width, Height);

        Assert.Equal(
            TestImages.Load(TestImages.Png(pixels, Width, Height)),
            TestImages.Load(TestImages.Encode(pixels, Width, Height, "tiffsave_buffer", "rgb16"))
        );
    }

    private static byte[] Of(string samples, int bands)
    {
        VipsLibrary.EnsureReady();
        var image = VipsImages.FromBytes(TestImages.Scene(Width, Height, bands), Width, Height, bands);
        try
        {
            using var cast = new VipsOperation("cast");
            cast.Set("in", image);
            cast.Set("format", samples);
            Colours.Replace(ref image, cast.Run());
            using var save = new VipsOperation("tiffsave_buffer");
            save.Set("in", image);
            return save.RunToBytes();
        }
        finally
        {
            image.Dispose();
        }
    }
}
