namespace MlNetLabels.Cli;

/// <summary>Holds the process to <c>--memory</c>: what is thrown away is collected before more is taken.</summary>
internal static class MemoryLimit
{
    // What lies beside the heap: the runtime, its code and the libraries.
    private const long Beside = 90_000_000;

    // The program needs so much with a handful of rows: the heap comes in regions of up to 32 MB.
    private const long Least = 260_000_000;

    /// <summary>Bytes, once there is a limit.</summary>
    public static long? Given { get; private set; }

    /// <summary>From now on; the process is the program's own.</summary>
    /// <param name="bytes">Of the whole process; null for no limit.</param>
    public static void Set(long? bytes)
    {
        if (bytes is not { } most)
            return;
        Given = most;
        AppContext.SetData("GCHeapHardLimit", (ulong)Math.Max(Least, most - Beside));
        GC.RefreshMemoryLimit();
    }
}
