using System.Buffers.Binary;

namespace MlNetLabels.Packages.Tests;

/// <summary>For which processor a native library is, by its first bytes.</summary>
internal static class NativeHeader
{
    private const uint MachO = 0xFEEDFACF;
    private const ushort Elf64Arm = 0xB7,
        PeArm = 0xAA64;
    private const uint MachOArm = 0x0100000C;

    public static bool IsArm64(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (bytes.AsSpan().StartsWith("\u007fELF"u8))
            return BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(18)) == Elf64Arm;
        if (bytes.AsSpan().StartsWith("MZ"u8))
        {
            int header = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(0x3C));
            return BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(header + 4)) == PeArm;
        }
        return magic == MachO
            ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4)) == MachOArm
            : throw new InvalidDataException($"{path} is no library for one processor.");
    }
}
