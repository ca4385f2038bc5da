using System.Reflection;
using System.Runtime.InteropServices;

namespace MlNetLabels.Images.Libvips;

/// <summary>Finds libvips: the library that the build put beside the binaries, else the system's.</summary>
internal static class LibvipsResolver
{
    private static readonly string[] Vips = ["libvips.so.42", "libvips.42.dylib", "libvips-42.dll"];

    // libvips' own library is asked first for all three: it holds GObject and GLib or, except on Windows, draws them
    // in.
    private static readonly Dictionary<string, (string Symbol, string[] Libraries)> Parts = new()
    {
        [NativeMethods.Vips] = ("vips_init", Vips),
        [NativeMethods.GObject] = ("g_object_ref", [.. Vips, "libgobject-2.0-0.dll"]),
        [NativeMethods.GLib] = ("g_free", [.. Vips, "libglib-2.0-0.dll"]),
    };

    public static void Register() => NativeLibrary.SetDllImportResolver(typeof(LibvipsResolver).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (!Parts.TryGetValue(name, out var part))
            return 0;
        foreach (string candidate in part.Libraries)
            if (
                NativeLibrary.TryLoad(candidate, assembly, search, out nint library)
                && NativeLibrary.TryGetExport(library, part.Symbol, out _)
            )
                return library;
        throw new DllNotFoundException(
            $"libvips, which reads the images, was not found: neither beside the program ({AppContext.BaseDirectory}) nor on the system "
                + $"({string.Join(" / ", part.Libraries)}). It comes with the NuGet packages NetVips.Native.* for "
                + $"Linux, macOS and Windows; elsewhere install it: "
                + "'apt-get install libvips42', 'apk add vips', 'brew install vips'."
        );
    }
}
