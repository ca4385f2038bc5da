using System.Runtime.InteropServices;

namespace MlNetLabels.Imaging;

/// <summary>The C heap that libvips and ONNX Runtime share.</summary>
internal static unsafe class NativeHeap
{
    // Of malloc.h. Setting either fixes both, which glibc otherwise lets grow up to 64 and 32 MiB.
    private const int TrimThreshold = -1,
        MmapThreshold = -3;

    private const int KeptBytes = 16 << 20;

    private static readonly Lazy<bool> Kept = new(Change);

    /// <summary>Whether <see cref="KeepFreedMemory"/> was called and changed the heap.</summary>
    public static bool KeepsFreedMemory => Kept is { IsValueCreated: true, Value: true };

    /// <summary>
    /// Lets each thread keep up to 16 MiB of what it freed. False where nothing was changed: the C library is not
    /// glibc, or the user's environment tunes it.
    /// </summary>
    public static bool KeepFreedMemory() => Kept.Value;

    private static bool Change()
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
