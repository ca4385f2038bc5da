using System.Collections.Concurrent;
using PuppeteerSharp;

namespace MlNetLabels.Reports.Browser.Tests;

/// <summary>A report in a browser, with all that it complained about and asked for.</summary>
internal sealed class OpenReport : IAsyncDisposable
{
    private static readonly string Screens = Path.Combine(AppContext.BaseDirectory, "screenshots");
    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = [];

    private OpenReport(IPage page) => Page = page;

    public IPage Page { get; }

    /// <summary>Opens a report from disk, as a reader does.</summary>
    public static async Task<OpenReport> From(
        Chromium chromium,
        string name,
        int width = 1600,
        string scheme = Chromium.Light,
        bool bypassPolicy = false
    )
    {
        var page = await chromium.PageAsync(width, scheme, bypassPolicy);
        var report = new OpenReport(page);
        string address = new Uri(Reports.File(name)).AbsoluteUri;
        page.Console += (_, e) =>
        {
            if (report._awaited.TryGetValue(e.Message.Text, out var awaited))
                awaited.SetResult();
            else if (e.Message.Type is ConsoleType.Error or ConsoleType.Warning)
                report._complaints.Enqueue(e.Message.Text);
        };
        page.PageError += (_, e) => report._complaints.Enqueue(e.Message);
        page.Dialog += (_, e) =>
        {
            report._complaints.Enqueue($"dialog: {e.Dialog.Message}");
            _ = e.Dialog.Dismiss();
        };
        page.Request += (_, e) =>
        {
            if (e.Request.Url != address && !e.Request.Url.StartsWith("data:", StringComparison.Ordinal))
                report._requests.Enqueue(e.Request.Url);
        };
        await page.GoToAsync(address);
        return report;
    }

    /// <summary>
    /// Console warnings and errors, uncaught exceptions, breaches of the content policy and dialogs until now.
    /// </summary>
    public async Task<IReadOnlyList<string>> Complaints()
    {
        await HearAll();
        return [.. _complaints];
    }

    /// <summary>Every address asked for until now that is not the file itself or inside it.</summary>
    public async Task<IReadOnlyList<string>> Requests()
    {
        await HearAll();
        return [.. _requests];
    }

    /// <summary>The value of a function of all elements that a selector finds.</summary>
    public Task<T> All<T>(string selector, string function) => Evaluate<T>(selector, false, function);

    /// <summary>The value of a function of the elements that a selector finds and a reader sees.</summary>
    public Task<T> AllVisible<T>(string selector, string function) => Evaluate<T>(selector, true, function);

    public Task<int> Count(string selector) => All<int>(selector, "all => all.length");

    public Task<int> CountVisible(string selector) => AllVisible<int>(selector, "all => all.length");

    /// <summary>What a selector's elements say, in the page's order.</summary>
    public Task<string[]> Texts(string selector) => All<string[]>(selector, "all => all.map(x => x.innerText.trim())");

    /// <summary>What a selector's only element says.</summary>
    public async Task<string> Text(string selector) => Assert.Single(await Texts(selector));

    /// <summary>The only element that a selector finds.</summary>
    public async Task<IElementHandle> Only(string selector) =>
        Assert.Single(await Page.QuerySelectorAllAsync(selector));

    /// <summary>The first element that a selector finds.</summary>
    public async Task<IElementHandle> First(string selector)
    {
        var element = await Page.QuerySelectorAsync(selector);
        Assert.NotNull(element);
        return element;
    }

    /// <summary>The only element, without any around it, that holds a text.</summary>
    public Task<IElementHandle> WithText(string text) => Only($"::-p-text({text})");

    /// <summary>Moves the only slider that a selector finds, as a hand would.</summary>
    public async Task Move(string slider, int to)
    {
        var element = await Only(slider);
        Assert.True(await element.IsVisibleAsync());
        await element.EvaluateFunctionAsync(
            "(x, to) => { x.focus(); x.value = to; for (const name of ['input', 'change'])"
                + " x.dispatchEvent(new Event(name, { bubbles: true })); }",
            to
        );
    }

    /// <summary>Chooses what the only list that a selector finds calls <paramref name="label"/>.</summary>
    public async Task Choose(string list, string label)
    {
        var element = await Only(list);
        string value = await element.EvaluateFunctionAsync<string>(
            "(x, label) => [...x.options].find(y => y.label === label).value",
            label
        );
        Assert.Equal([value], await element.SelectAsync(value));
    }

    /// <summary>Opens every section that is folded, as it is on a phone.</summary>
    public Task Unfold() =>
        Page.EvaluateFunctionAsync("() => document.querySelectorAll('.folded .unfold').forEach(x => x.click())");

    /// <summary>A picture of the whole page in the test output.</summary>
    public Task Screenshot(string name)
    {
        Directory.CreateDirectory(Screens);
        return Page.ScreenshotAsync(Path.Combine(Screens, name + ".png"), new() { FullPage = true });
    }

    public async ValueTask DisposeAsync() => await Page.BrowserContext.CloseAsync();

    // Visible is what has a size, is not hidden by style and does not lie in closed details.
    private Task<T> Evaluate<T>(string selector, bool visible, string function) =>
        Page.EvaluateFunctionAsync<T>(
            $$"""
            (selector, visible) => ({{function}})([...document.querySelectorAll(selector)].filter(x => {
                const box = x.getBoundingClientRect();
                return !visible || box.width > 0 && box.height > 0 && x.checkVisibility({ visibilityProperty: true });
            }))
            """,
            selector,
            visible
        );

    // Messages come in the order in which the page made them: with this one all before it are there.
    private async Task HearAll()
    {
        string name = $"heard {Guid.NewGuid()}";
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited[name] = heard;
        await Page.EvaluateFunctionAsync("name => console.debug(name)", name);
        await heard.Task;
    }
}
