namespace MlNetLabels.Images.Libvips;

/// <summary>
/// libvips, loaded and set up once per process: one thread per operation, no operation cache, wanted loaders only, nothing
/// printed.
/// </summary>
internal static class VipsLibrary
{
    // libvips' class names: a base class stands for its file, buffer and source loaders.
    private static readonly string[] WantedLoaders =
    [
        "VipsForeignLoadJpeg",
        "VipsForeignLoadPng",
        "VipsForeignLoadWebp",
        "VipsForeignLoadNsgif",
        "VipsForeignLoadTiff",
        "VipsForeignLoadHeif",
    ];

    private static readonly Lazy<bool> Ready = new(Start);
    private static readonly Lazy<bool> Svg = new(() =>
    {
        NativeMethods.OperationBlockSet("VipsForeignLoadSvg", 0);
        return true;
    });

    /// <summary>Loads libvips on the first call; every way into the binding passes here.</summary>
    /// <exception cref="DllNotFoundException">No libvips was found; the message says how to get one.</exception>
    public static void EnsureReady() => _ = Ready.Value;

    /// <summary>Lifts libvips' own block of the SVG loader; who may use it is still decided call by call.</summary>
    public static void UnblockSvg()
    {
        EnsureReady();
        _ = Svg.Value;
    }

    private static bool Start()
    {
        LibvipsResolver.Register();
        if (NativeMethods.Init("mlnet-labels") != 0)
            throw new InvalidOperationException("libvips was found but does not start.");
        VipsLog.Capture();
        NativeMethods.ConcurrencySet(1);
        NativeMethods.CacheSetMax(0);
        NativeMethods.OperationBlockSet("VipsForeignLoad", 1);
        foreach (string loader in WantedLoaders)
            NativeMethods.OperationBlockSet(loader, 0);
        NativeMethods.BlockUntrustedSet(1);
        return true;
    }
}
