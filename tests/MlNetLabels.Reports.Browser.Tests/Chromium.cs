using MlNetLabels.Reports.Browser.Tests;
using PuppeteerSharp;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace MlNetLabels.Reports.Browser.Tests;

/// <summary>One installed Chromium for all tests; none is ever downloaded. Tests skip where there is none.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Variable = "CHROMIUM";
    private static readonly string[] Names =
    [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome.exe",
        "msedge.exe",
    ];

    // A busy machine may take long; a page that is broken stays broken however long one waits.
    private const int Patience = 120_000;

    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Executable() is not { } executable)
            return;
        _browser = await Puppeteer.LaunchAsync(
            new()
            {
                ExecutablePath = executable,
                // Root, as in containers, gets no sandbox; the pages are our own.
                Args = ["--no-sandbox"],
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

    /// <summary>Opens a report from disk, as a reader does.</summary>
    internal async Task<OpenReport> Open(
        string name,
        int width = 1600,
        string scheme = OpenReport.Light,
        bool bypassPolicy = false
    )
    {
        if (_browser is null)
            Assert.Skip($"No Chromium on the PATH; install one or set {Variable} to its executable.");
        var context = await _browser.CreateBrowserContextAsync();
        var page = await context.NewPageAsync();
        page.DefaultTimeout = Patience;
        await page.SetViewportAsync(OpenReport.Viewport(width));
        await page.EmulateMediaFeaturesAsync([
            new() { MediaFeature = MediaFeature.PrefersColorScheme, Value = scheme },
            new() { MediaFeature = MediaFeature.PrefersReducedMotion, Value = "reduce" },
        ]);
        await page.EmulateFocusedPageAsync(true);
        await page.SetBypassCSPAsync(bypassPolicy);
        return await OpenReport.From(context, page, Reports.File(name));
    }

    private static string? Executable() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set
            ? set
            : (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
                .FirstOrDefault(File.Exists);
}
