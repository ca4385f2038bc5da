using Microsoft.Playwright;
using MlNetLabels.Reports.Browser.Tests;

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
    private const float Patience = 120_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Executable() is not { } executable)
            return;
        _playwright = await Playwright.CreateAsync();
        // Root, as in containers, gets no sandbox; the pages are our own.
        _browser = await _playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = executable,
                ChromiumSandbox = false,
                Timeout = Patience,
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>Opens a report from disk, as a reader does.</summary>
    internal async Task<OpenReport> Open(
        string name,
        int width = 1600,
        ColorScheme scheme = ColorScheme.Light,
        bool bypassPolicy = false
    )
    {
        if (_browser is null)
            Assert.Skip($"No Chromium on the PATH; install one or set {Variable} to its executable.");
        var context = await _browser.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = 900 },
                ColorScheme = scheme,
                BypassCSP = bypassPolicy,
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        context.SetDefaultTimeout(Patience);
        return await OpenReport.From(context, Reports.File(name));
    }

    private static string? Executable() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set
            ? set
            : (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
                .FirstOrDefault(File.Exists);
}
