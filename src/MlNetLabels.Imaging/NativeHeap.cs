using System.Runtime.InteropServices;

namespace MlNetLabels.Imaging;

/// <summary>
/// The C heap that libvips and ONNX Runtime share. As glibc comes, a thread that decodes and embeds in turn gives two
/// megabytes back to the system after every image and faults them in again, which took half of the time on virtual
/// machines.
/// </summary>
internal static unsafe class NativeHeap
{
    // Of malloc.h. Setting either fixes both, which glibc otherwise lets grow up to 64 and 32 MiB.
    private const int TrimThreshold = -1,
        MmapThreshold = -3;

    private const int KeptBytes = 16 << 20;

    private static readonly Lazy<bool> Kept = new(Keep);

    /// <summary>Whether it was asked to keep freed memory, and does.</summary>
    public static bool IsKept => Kept is { IsValueCreated: true, Value: true };

    /// <summary>Asks for it; false where nothing was changed.</summary>
    public static bool KeepFreedMemory() => Kept.Value;

    private static bool Keep()
    {
        if (
            Environment.GetEnvironmentVariable("GLIBC_TUNABLES") is not null
            || Environment.GetEnvironmentVariable("MALLOC_TRIM_THRESHOLD_") is not null
        )
            return false;
        if (
            !OperatingSystem.IsLinux()
            || !NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "mallopt", out nint export)
        )
            return false;
        var mallopt = (delegate* unmanaged<int, int, int>)export;
        return mallopt(TrimThreshold, KeptBytes) == 1 && mallopt(MmapThreshold, KeptBytes) == 1;
    }
}
