namespace MlNetLabels.Models;

/// <summary>The checksum of zip files, which .NET's reader does not hold against the content.</summary>
/// <remarks>CRC-32 of ISO 3309: polynomial 0x04C11DB7, reflected, start and end inverted.</remarks>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] s_table =
    [
        .. Enumerable
            .Range(0, 256)
            .Select(b =>
                Enumerable
                    .Range(0, 8)
                    .Aggregate((uint)b, (crc, _) => (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial)
            ),
    ];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
            crc = s_table[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }
}
