using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace MlNetLabels.Images.Libvips;

/// <summary>Keeps the last warnings of libvips and GLib, which would otherwise be printed to stderr.</summary>
internal static class VipsLog
{
    private const int Kept = 64;
    private static readonly ConcurrentQueue<string> Lines = new();

    [ThreadStatic]
    private static List<string>? _heard;

    /// <summary>The last lines, oldest first.</summary>
    public static IReadOnlyList<string> Recent => [.. Lines];

    public static unsafe void Capture() => NativeMethods.LogSetDefaultHandler(&Add, 0);

    /// <summary>
    /// The warnings of this thread's own calls from now on. libvips runs on the thread that calls, so they are of what
    /// it does; the first few tell enough.
    /// </summary>
    public static IReadOnlyList<string> Listen()
    {
        (_heard ??= []).Clear();
        return _heard;
    }

    [UnmanagedCallersOnly]
    private static unsafe void Add(byte* domain, int level, byte* message, nint data)
    {
        string text = Marshal.PtrToStringUTF8((nint)message) ?? "";
        if (_heard is { Count: < Kept } heard)
            heard.Add(text);
        Lines.Enqueue($"{Marshal.PtrToStringUTF8((nint)domain)}: {text}");
        while (Lines.Count > Kept)
            Lines.TryDequeue(out _);
    }
}
