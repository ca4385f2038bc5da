using System.Runtime.InteropServices;

namespace MlNetLabels.Images.Libvips;

/// <summary>GObject's typed value: a type number and two machine words of data.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    private nuint _type;
    private ulong _data0;
    private ulong _data1;

    public static GValue Of(nuint type)
    {
        GValue value = default;
        NativeMethods.ValueInit(ref value, type);
        return value;
    }
}
