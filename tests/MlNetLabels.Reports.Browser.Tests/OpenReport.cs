using Microsoft.Playwright;

namespace MlNetLabels.Reports.Browser.Tests;

/// <summary>A report in a browser, with all that it complained about and asked for.</summary>
internal sealed class OpenReport : IAsyncDisposable
{
    private static readonly string Screens = Path.Combine(AppContext.BaseDirectory, "screenshots");
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];
    private readonly List<string> _requests = [];

    private OpenReport(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    /// <summary>Console warnings and errors, uncaught exceptions, breaches of the content policy, dialogs.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>Every address asked for that is not the file itself or inside it.</summary>
    public IReadOnlyList<string> Requests => _requests;

    public static async Task<OpenReport> From(IBrowserContext context, string file)
    {
        var report = new OpenReport(context, await context.NewPageAsync());
        string address = new Uri(file).AbsoluteUri;
        report.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                report._complaints.Add(message.Text);
        };
        report.Page.PageError += (_, error) => report._complaints.Add(error);
        report.Page.Dialog += (_, dialog) =>
        {
            report._complaints.Add($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        report.Page.Request += (_, request) =>
        {
            if (request.Url != address && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                report._requests.Add(request.Url);
        };
        await report.Page.GotoAsync(address);
        return report;
    }

    /// <summary>What a selector's elements say, in the page's order.</summary>
    public Task<string[]> Texts(string selector) =>
        Page.Locator(selector).EvaluateAllAsync<string[]>("all => all.map(x => x.innerText.trim())");

    /// <summary>Opens every section that is folded, as it is on a phone.</summary>
    public Task Unfold() =>
        Page.EvaluateAsync("() => document.querySelectorAll('.folded .unfold').forEach(x => x.click())");

    /// <summary>A picture of the whole page in the test output.</summary>
    public Task Screenshot(string name) =>
        Page.ScreenshotAsync(new() { Path = Path.Combine(Screens, name + ".png"), FullPage = true });

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
