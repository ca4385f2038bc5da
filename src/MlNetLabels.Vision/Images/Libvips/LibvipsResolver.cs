using System.Reflection;
using System.Runtime.InteropServices;

namespace MlNetLabels.Vision.Images.Libvips;

/// <summary>Finds libvips: the library that the build put beside the binaries, else the system's.</summary>
internal static class LibvipsResolver
{
    // The bundled library holds all of them; a system's libvips draws GObject and GLib in.
    private static readonly Dictionary<string, string[]> SystemNames = new()
    {
        [NativeMethods.Vips] = ["libvips.so.42", "libvips.42.dylib", "libvips-42.dll"],
        [NativeMethods.GObject] = ["libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"],
        [NativeMethods.GLib] = ["libglib-2.0.so.0", "libglib-2.0.0.dylib", "libglib-2.0-0.dll"],
    };

    private static readonly Lazy<nint> Bundled = new(() => LoadBundled(Folders()));

    public static void Register() => NativeLibrary.SetDllImportResolver(typeof(LibvipsResolver).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (!SystemNames.TryGetValue(name, out string[]? candidates)) return 0;
        if (Bundled.Value != 0) return Bundled.Value;
        foreach (string candidate in candidates)
            if (NativeLibrary.TryLoad(candidate, assembly, search, out nint library)) return library;
        throw new DllNotFoundException(
            $"libvips, which reads the images, was not found: neither libvips-cpp beside the program ({AppContext.BaseDirectory}) nor {string.Join(" / ", candidates)} " +
            "on the system. Build with npm at hand, so that the library is copied, or install it: 'apt-get install libvips42', 'apk add vips', " +
            "'brew install vips', or on Windows put the bin folder of a libvips release on the PATH.");
    }

    private static nint LoadBundled(IEnumerable<string> folders)
    {
        foreach (string folder in folders.Where(Directory.Exists))
            foreach (string pattern in (string[])["libvips-cpp*.so*", "libvips-cpp*.dylib", "libvips-42.dll"])
                foreach (string file in Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal))
                    if (NativeLibrary.TryLoad(file, out nint library)) return library;
        return 0;
    }

    // The second holds what a single-file program unpacks.
    private static IEnumerable<string> Folders() =>
        [AppContext.BaseDirectory, .. (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)];
}
