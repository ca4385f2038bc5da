using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace MlNetLabels.Images.Libvips;

/// <summary>Keeps the last warnings of libvips and GLib, which would otherwise be printed to stderr.</summary>
internal static class VipsLog
{
    private const int Kept = 64;
    private static readonly ConcurrentQueue<string> Lines = new();

    /// <summary>The last lines, oldest first.</summary>
    public static IReadOnlyList<string> Recent => [.. Lines];

    public static unsafe void Capture() => NativeMethods.LogSetDefaultHandler(&Add, 0);

    [UnmanagedCallersOnly]
    private static unsafe void Add(byte* domain, int level, byte* message, nint data)
    {
        Lines.Enqueue($"{Marshal.PtrToStringUTF8((nint)domain)}: {Marshal.PtrToStringUTF8((nint)message)}");
        while (Lines.Count > Kept)
            Lines.TryDequeue(out _);
    }
}
