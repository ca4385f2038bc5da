using Microsoft.Win32.SafeHandles;
using static MlNetLabels.Datasets.Archives.ZipNumbers;

namespace MlNetLabels.Datasets.Archives;

/// <summary>Where a zip archive's index lies, as its end says (APPNOTE 6.3.10, sections 4.3.14 to 4.3.16).</summary>
/// <param name="At">Its offset.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Count">How many entries it has.</param>
internal readonly record struct ZipIndex(long At, long Bytes, long Count)
{
    /// <summary>Whether other files hold the beginning of the archive.</summary>
    public bool IsPart { get; private init; }

    private const uint EndMark = 0x06054B50,
        LargeMark = 0x06064B50,
        LargePlaceMark = 0x07064B50;

    private const int EndBytes = 22,
        LargeBytes = 56,
        LargePlaceBytes = 20,
        MostComment = ushort.MaxValue;

    /// <exception cref="InvalidDataException">There is none.</exception>
    public static ZipIndex Find(SafeFileHandle file)
    {
        long length = RandomAccess.GetLength(file),
            from = Math.Max(0, length - EndBytes - MostComment - LargePlaceBytes);
        byte[] tail = Read(file, from, length - from);
        for (int at = tail.Length - EndBytes; at >= 0; at--)
        {
            var end = tail.AsSpan(at);
            if (U32(end, 0) != EndMark || EndBytes + U16(end, 20) > end.Length)
                continue;
            // The number of this part; two bytes of ones leave it to the larger form.
            if (U16(end, 4) is > 0 and < ushort.MaxValue)
                return new ZipIndex { IsPart = true };
            var index = new ZipIndex(U32(end, 16), U32(end, 12), U16(end, 10));
            bool isLarge =
                U32(end, 16) == uint.MaxValue || U32(end, 12) == uint.MaxValue || U16(end, 10) == ushort.MaxValue;
            if (isLarge && at >= LargePlaceBytes && U32(tail.AsSpan(at - LargePlaceBytes), 0) == LargePlaceMark)
                index = Large(file, I64(tail.AsSpan(at - LargePlaceBytes), 8));
            return index.At >= 0 && index.Bytes >= 0 && index.Bytes <= length - index.At
                ? index
                : throw new InvalidDataException("its index lies outside of it");
        }
        throw new InvalidDataException("its end is missing");
    }

    private static ZipIndex Large(SafeFileHandle file, long at)
    {
        byte[] end = Read(file, at, LargeBytes);
        return U32(end, 0) == LargeMark
            ? new ZipIndex(I64(end, 48), I64(end, 40), I64(end, 32))
            : throw new InvalidDataException("its index is not where its end says");
    }

    private static byte[] Read(SafeFileHandle file, long at, long count)
    {
        if (at < 0 || at > RandomAccess.GetLength(file) - count)
            throw new InvalidDataException("its index lies outside of it");
        var bytes = new byte[count];
        new FilePart(file, at, count).ReadExactly(bytes);
        return bytes;
    }
}
