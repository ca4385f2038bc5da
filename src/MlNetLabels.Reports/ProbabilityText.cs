using System.Runtime.InteropServices;

namespace MlNetLabels.Reports;

/// <summary>Single-precision numbers as base64 of their little-endian bytes, whatever the machine.</summary>
internal static class ProbabilityText
{
    public static string Write(float[] values)
    {
        float[] little = [.. values];
        Swap(little);
        return Convert.ToBase64String(MemoryMarshal.AsBytes(little.AsSpan()));
    }

    /// <summary>The numbers, or null where the text is not base64 of whole numbers.</summary>
    public static float[]? Read(string text)
    {
        var bytes = new byte[text.Length / 4 * 3 + 3];
        if (!Convert.TryFromBase64String(text, bytes, out int length) || length % sizeof(float) != 0)
            return null;
        float[] values = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(0, length)).ToArray();
        Swap(values);
        return values;
    }

    private static void Swap(float[] values)
    {
        if (BitConverter.IsLittleEndian)
            return;
        var bits = MemoryMarshal.Cast<float, uint>(values.AsSpan());
        System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(bits, bits);
    }
}
