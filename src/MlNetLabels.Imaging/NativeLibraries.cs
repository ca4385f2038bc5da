using System.Runtime.InteropServices;
using System.Text;
using MlNetLabels.Backbones;
using MlNetLabels.Images.Libvips;

namespace MlNetLabels.Imaging;

/// <summary>
/// What a program may ask of ONNX Runtime and libvips for the whole process. Nothing here is done unless it is called;
/// the program mlnet-labels calls all of it at its start. Thread-safe.
/// </summary>
/// <remarks>
/// Set up once per process by the first use, asked for or not: ONNX Runtime's environment, where the host has none; and
/// libvips, with one thread per operation, no operation cache, and every loader blocked but JPEG, PNG, WebP, GIF, TIFF
/// and AVIF, which a host that uses libvips too will notice.
/// </remarks>
public static unsafe class NativeLibraries
{
    private const string NoTelemetry = "ORT_DISABLE_TELEMETRY";

    /// <summary>Loads ONNX Runtime and libvips ahead of the first image, which otherwise waits for it.</summary>
    /// <exception cref="DllNotFoundException">One of them was not found; the message says how to get it.</exception>
    public static void Load()
    {
        OnnxEnvironment.EnsureReady();
        VipsLibrary.EnsureReady();
    }

    /// <summary>
    /// Lets each thread keep up to 16 MiB of native memory that it freed (glibc's mallopt, for the whole process), and
    /// backbones loaded from now on use that heap instead of ONNX Runtime's arena. Embedding on two threads was 1.4
    /// times as fast on Linux.
    /// </summary>
    /// <returns>
    /// False where nothing was changed: the C library is not glibc, or the environment tunes it (GLIBC_TUNABLES,
    /// MALLOC_TRIM_THRESHOLD_).
    /// </returns>
    public static bool KeepFreedMemory() => NativeHeap.KeepFreedMemory();

    /// <summary>
    /// Keeps ONNX Runtime from writing events to a database in the user's home, to be sent to its makers, as 1.31 does.
    /// Sets the environment variable ORT_DISABLE_TELEMETRY unless it is set; takes effect where nothing in the process
    /// has used ONNX Runtime yet. Its own switch (DisableTelemetryEvents) leaves the database on Linux.
    /// </summary>
    public static void DisableOnnxRuntimeTelemetry()
    {
        if (Environment.GetEnvironmentVariable(NoTelemetry) is not null)
            return;
        Environment.SetEnvironmentVariable(NoTelemetry, "1");
        // .NET's own setter changes no environment that native code sees, but on Windows.
        if (
            OperatingSystem.IsWindows()
            || !NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "setenv", out nint export)
        )
            return;
        fixed (
            byte* name = Encoding.UTF8.GetBytes(NoTelemetry + '\0'),
                value = "1\0"u8
        )
            _ = ((delegate* unmanaged<byte*, byte*, int, int>)export)(name, value, 1);
    }
}
