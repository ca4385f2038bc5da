using MlNetLabels.Images;

namespace MlNetLabels.Imaging.Tests.Images;

public sealed class LzwLengthTests
{
    // GIF89a, appendix F, and the first example of many descriptions: ten by ten pixels of four colours.
    private static readonly byte[] Sample =
    [
        0x8C,
        0x2D,
        0x99,
        0x87,
        0x2A,
        0x1C,
        0xDC,
        0x33,
        0xA0,
        0x02,
        0x75,
        0xEC,
        0x95,
        0xFA,
        0xA8,
        0xDE,
        0x60,
        0x8C,
        0x04,
        0x91,
        0x4C,
        0x01,
    ];

    [Fact]
    public void Add_GifOfAHundredPixels_CountsThem()
    {
        var codes = LzwLength.OfGif(new int[LzwLength.Codes], 2);

        Assert.True(codes.Add(Sample));
        Assert.True(codes.HasEnded);
        Assert.Equal(100, codes.Total);
    }

    [Fact]
    public void Add_ByteByByte_IsTheSame()
    {
        var codes = LzwLength.OfGif(new int[LzwLength.Codes], 2);

        foreach (byte b in Sample)
            Assert.True(codes.Add([b]));
        Assert.Equal(100, codes.Total);
    }

    [Fact]
    public void Add_TiffOfTheSpecification_CountsItsBytes()
    {
        // TIFF 6.0, section 13: 7 7 7 8 8 7 7 6 6 becomes Clear 7 258 8 8 258 6 6 End in nine bits each.
        int[] said = [256, 7, 258, 8, 8, 258, 6, 6, 257];
        byte[] packed = new byte[(9 * said.Length + 7) / 8];
        for (int bit = 0; bit < 9 * said.Length; bit++)
            if ((said[bit / 9] >> (8 - bit % 9) & 1) == 1)
                packed[bit / 8] |= (byte)(0x80 >> bit % 8);
        var codes = LzwLength.OfTiff(new int[LzwLength.Codes]);

        Assert.True(codes.Add(packed));
        Assert.True(codes.HasEnded);
        Assert.Equal(9, codes.Total);
    }

    [Fact]
    public void Add_CodeThatIsNotThereYet_IsNone() =>
        // After Clear (4), 7 cannot be: of two bits there are colours 0 to 3, Clear and End.
        Assert.False(LzwLength.OfGif(new int[LzwLength.Codes], 2).Add([0b0011_1100]));
}
