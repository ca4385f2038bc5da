using System.Collections.Concurrent;
using PuppeteerSharp;

namespace MlNetLabels.AspNetCore.Browser.Tests;

/// <summary>The page in a browser, with all that it complained about and asked for.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private static readonly string s_screens = Path.Combine(AppContext.BaseDirectory, "screenshots");
    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly ConcurrentQueue<string> _elsewhere = [];

    private OpenPage(IPage page) => Page = page;

    public IPage Page { get; }

    /// <summary>Console warnings and errors, uncaught exceptions and breaches of the content policy.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints];

    /// <summary>Addresses asked for that are not the server's.</summary>
    public IReadOnlyList<string> Elsewhere => [.. _elsewhere];

    public static async Task<OpenPage> FromAsync(
        Chromium chromium,
        Uri address,
        int width = 1280,
        string scheme = Chromium.Light,
        bool bypassPolicy = false
    )
    {
        var page = await chromium.PageAsync(width, scheme, bypassPolicy);
        var open = new OpenPage(page);
        page.Console += (_, e) =>
        {
            if (e.Message.Type is ConsoleType.Error or ConsoleType.Warning)
                open._complaints.Enqueue(e.Message.Text);
        };
        page.PageError += (_, e) => open._complaints.Enqueue(e.Message);
        page.Request += (_, e) =>
        {
            string url = e.Request.Url;
            if (
                !url.StartsWith(address.GetLeftPart(UriPartial.Authority) + "/", StringComparison.Ordinal)
                && !url.StartsWith("blob:", StringComparison.Ordinal)
                && !url.StartsWith("data:", StringComparison.Ordinal)
            )
                open._elsewhere.Enqueue(url);
        };
        await page.GoToAsync(address.AbsoluteUri);
        return open;
    }

    public async Task ChooseAsync(params string[] files) =>
        await (await Page.QuerySelectorAsync("#files")).UploadFileAsync(files);

    /// <summary>What an element says, once it says something.</summary>
    public async Task<string> TextAsync(string selector)
    {
        await Page.WaitForFunctionAsync("x => document.querySelector(x)?.innerText.trim()", selector);
        return await Page.EvaluateFunctionAsync<string>("x => document.querySelector(x).innerText.trim()", selector);
    }

    /// <summary>What it says of the model, once it knows which there is.</summary>
    public async Task<string> AboutAsync()
    {
        await Page.WaitForFunctionAsync("() => !document.querySelector('#about').innerText.startsWith('Asking')");
        return await TextAsync("#about");
    }

    public Task<string[]> TextsAsync(string selector) =>
        Page.EvaluateFunctionAsync<string[]>(
            "x => [...document.querySelectorAll(x)].filter(y => y.checkVisibility()).map(y => y.innerText.trim())",
            selector
        );

    /// <summary>Waits until the table has as many rows.</summary>
    public Task RowsAsync(int count) =>
        Page.WaitForFunctionAsync("n => document.querySelectorAll('#rows tr').length === n", count);

    /// <summary>A picture of the whole page in the test output.</summary>
    public Task ScreenshotAsync(string name)
    {
        Directory.CreateDirectory(s_screens);
        return Page.ScreenshotAsync(Path.Combine(s_screens, name + ".png"), new() { FullPage = true });
    }

    public async ValueTask DisposeAsync() => await Page.BrowserContext.CloseAsync();
}
