using System.Runtime.InteropServices;
using MlNetLabels.Images;
using MlNetLabels.Images.Libvips;

namespace MlNetLabels.Imaging.Tests.Images;

/// <summary>How libvips is set up, asked of libvips itself.</summary>
public sealed class VipsLibraryTests
{
    public VipsLibraryTests() => VipsLibrary.EnsureReady();

    [Fact]
    public void Start_LeavesOneThreadAndNoOperationCache() =>
        Assert.Equal((1, 0), (Ask("vips_concurrency_get"), Ask("vips_cache_get_max")));

    [Theory]
    [
        InlineData("ppmload"),
        InlineData("csvload"),
        InlineData("matrixload"),
        InlineData("rawload"),
        InlineData("vipsload"),
        InlineData("radload")
    ]
    [
        InlineData("analyzeload"),
        InlineData("jp2kload"),
        InlineData("jxlload"),
        InlineData("pdfload"),
        InlineData("magickload"),
        InlineData("fitsload")
    ]
    public void Run_LoaderThatIsNotWanted_IsBlockedOrNotThere(string loader)
    {
        var error = Assert.Throws<ImageException>(() =>
            VipsErrors.Run(
                loader,
                loader,
                static loader =>
                {
                    using var load = new VipsOperation(loader);
                    // A file that is there: some loaders open it before libvips looks whether they are blocked.
                    load.Set("filename", typeof(VipsLibrary).Assembly.Location);
                    if (loader == "rawload")
                        foreach (string side in (string[])["width", "height", "bands"])
                            load.Set(side, 1);
                    load.Run().Dispose();
                }
            )
        );

        Assert.Matches("blocked|not found", Assert.IsType<VipsException>(error.InnerException).Told);
    }

    [Fact]
    public void Load_ImageThatLibvipsWarnsOf_IsKeptInTheLog()
    {
        Assert.ThrowsAny<ImageException>(() =>
            TestImages.Load(TestImages.Jpeg(TestImages.Scene(90, 400), 90, 400)[..^600])
        );

        Assert.Contains(VipsLog.Recent, line => line.StartsWith("VIPS: ", StringComparison.Ordinal));
    }

    private delegate int Question();

    private static int Ask(string function)
    {
        string[] names = ["libvips.so.42", "libvips.42.dylib", "libvips-42.dll"];
        nint library = names
            .Select(name => NativeLibrary.TryLoad(name, typeof(VipsLibrary).Assembly, null, out nint found) ? found : 0)
            .First(found => found != 0);
        return Marshal.GetDelegateForFunctionPointer<Question>(NativeLibrary.GetExport(library, function))();
    }
}
