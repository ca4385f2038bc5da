using MlNetLabels.AspNetCore.Browser.Tests;
using PuppeteerSharp;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace MlNetLabels.AspNetCore.Browser.Tests;

/// <summary>One installed Chromium for all tests; none is ever downloaded. Tests skip where there is none.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Variable = "CHROMIUM";

    // A busy machine may take long; a page that is broken stays broken however long one waits.
    private const int Patience = 120_000;

    private static readonly string[] s_names =
    [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
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

    /// <summary>Opens the page of a server.</summary>
    internal async Task<OpenPage> OpenAsync(
        Uri address,
        int width = 1280,
        string scheme = OpenPage.Light,
        bool bypassPolicy = false
    )
    {
        if (_browser is null)
            Assert.Skip($"No Chromium on the PATH; install one or set {Variable} to its executable.");
        var context = await _browser.CreateBrowserContextAsync();
        var page = await context.NewPageAsync();
        page.DefaultTimeout = Patience;
        await page.SetViewportAsync(new() { Width = width, Height = 900 });
        await page.EmulateMediaFeaturesAsync([
            new() { MediaFeature = MediaFeature.PrefersColorScheme, Value = scheme },
            new() { MediaFeature = MediaFeature.PrefersReducedMotion, Value = "reduce" },
        ]);
        await page.EmulateFocusedPageAsync(true);
        await page.SetBypassCSPAsync(bypassPolicy);
        return await OpenPage.FromAsync(context, page, address);
    }

    private static string? Executable() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set
            ? set
            : (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .SelectMany(folder => s_names.Select(name => Path.Combine(folder, name)))
                .FirstOrDefault(File.Exists);
}
