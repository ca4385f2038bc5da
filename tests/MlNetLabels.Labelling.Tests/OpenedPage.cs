using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace MlNetLabels.Labelling.Tests;

/// <summary>The page as a browser sees it that came by its address.</summary>
internal sealed class OpenedPage : IAsyncDisposable
{
    private readonly LabellingPage _page;

    private OpenedPage(LabellingPage page)
    {
        _page = page;
        Client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() })
        {
            BaseAddress = Origin,
        };
        Client.DefaultRequestHeaders.Add("Origin", Origin.GetLeftPart(UriPartial.Authority));
    }

    public HttpClient Client { get; }

    public LabellingPage Page => _page;

    public Uri Origin => new(_page.Address.GetLeftPart(UriPartial.Authority));

    public static async Task<OpenedPage> StartAsync(LabellingOptions options, bool enters = true)
    {
        var page = new OpenedPage(await LabellingPage.StartAsync(options));
        if (enters)
            (await page.Client.GetAsync(page._page.Address)).EnsureSuccessStatusCode();
        return page;
    }

    public Task<JsonElement> GetAsync(string path) => Client.GetFromJsonAsync<JsonElement>(path);

    public Task<HttpResponseMessage> AnswerAsync(int index, long version, string kind, params string[] labels) =>
        Client.PostAsJsonAsync(
            "api/answer",
            new
            {
                items = new[] { new { index, version } },
                kind,
                labels,
                window = "w",
            }
        );

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _page.DisposeAsync();
    }
}
