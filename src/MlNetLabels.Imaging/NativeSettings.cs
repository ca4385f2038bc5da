using MlNetLabels.Backbones;

namespace MlNetLabels.Imaging;

/// <summary>
/// What a program may ask of the process that it owns. The library asks for none of it: call these where the program
/// starts, before the first backbone or image is loaded. Thread-safe; what was changed stays so until the process ends.
/// </summary>
public static class NativeSettings
{
    /// <summary>
    /// Lets glibc keep up to 16 MiB of freed memory for each thread, by <c>mallopt</c>, and lets backbones that are
    /// loaded afterwards take their memory from that heap instead of ONNX Runtime's arena. As glibc comes, a thread that
    /// decodes and embeds in turn gives megabytes back to the system after every image and faults them in again.
    /// </summary>
    /// <remarks>
    /// It concerns all native code of the process, and costs up to 16 MiB for each of its threads. Measured over 638
    /// photos on two cores of an AMD EPYC, a process with it beside one without, in turns: 1.0 times as fast on one thread,
    /// 1.1 times on two (medians of 11 and 15 turns).
    /// </remarks>
    /// <returns>
    /// Whether it was changed; false where the C library is not glibc, or the environment tunes it
    /// (<c>GLIBC_TUNABLES</c>, <c>MALLOC_TRIM_THRESHOLD_</c>).
    /// </returns>
    public static bool KeepFreedMemory() => NativeHeap.KeepFreedMemory();

    /// <summary>
    /// Keeps ONNX Runtime from keeping events for its makers, by the environment variable
    /// <c>ORT_DISABLE_TELEMETRY</c>, which is set to 1 for this process and those that it starts; a value that is set
    /// already stays.
    /// </summary>
    /// <remarks>
    /// ONNX Runtime 1.31 as it comes makes a device number and a database in the user's home the moment it is loaded
    /// (on Linux <c>~/.cache/Microsoft/DeveloperTools/.onnxruntime</c>) and records the process in it, to be sent to
    /// Microsoft; its call to disable events comes too late for that and is what this library uses where nothing else is
    /// asked for.
    /// </remarks>
    /// <returns>Whether it came in time; false where ONNX Runtime was in use before.</returns>
    public static bool DisableOnnxRuntimeTelemetry() => OnnxEnvironment.DisableTelemetry();
}
