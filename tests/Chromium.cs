using PuppeteerSharp;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace MlNetLabels.Testing;

/// <summary>One installed Chromium for all tests; none is ever downloaded. Tests skip where there is none.</summary>
public sealed class Chromium : IAsyncLifetime
{
    public const string Light = "light",
        Dark = "dark";

    private const string Variable = "CHROMIUM";
    private const int Height = 900;

    // A busy machine may take long; a page that is broken stays broken however long one waits.
    private const int Patience = 120_000;

    private static readonly string[] s_names =
    [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome.exe",
        "msedge.exe",
    ];

    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Executable() is not { } executable)
            return;
        _browser = await Puppeteer.LaunchAsync(
            new()
            {
                ExecutablePath = executable,
                // Root, as in containers, gets no sandbox; the pages are our own. The camera shows a test picture.
                Args = ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
                Timeout = Patience,
                ProtocolTimeout = Patience,
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
    }

    public static ViewPortOptions Viewport(int width) => new() { Width = width, Height = Height };

    /// <summary>An empty page, with storage of its own.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="scheme">Which colours it prefers.</param>
    /// <param name="bypassPolicy">Whether what a test runs in it is let through the page's content policy.</param>
    internal async Task<IPage> PageAsync(int width, string scheme, bool bypassPolicy)
    {
        if (_browser is null)
            Assert.Skip($"No Chromium on the PATH; install one or set {Variable} to its executable.");
        var context = await _browser.CreateBrowserContextAsync();
        var page = await context.NewPageAsync();
        page.DefaultTimeout = Patience;
        await page.SetViewportAsync(Viewport(width));
        await page.EmulateMediaFeaturesAsync([
            new() { MediaFeature = MediaFeature.PrefersColorScheme, Value = scheme },
            new() { MediaFeature = MediaFeature.PrefersReducedMotion, Value = "reduce" },
        ]);
        await page.EmulateFocusedPageAsync(true);
        await page.SetBypassCSPAsync(bypassPolicy);
        return page;
    }

    private static string? Executable() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set
            ? set
            : (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .SelectMany(folder => s_names.Select(name => Path.Combine(folder, name)))
                .FirstOrDefault(File.Exists);
}
