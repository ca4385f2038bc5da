using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace MlNetLabels.Packages.Tests;

/// <summary>Somebody at the labelling page: the requests that the page itself makes.</summary>
internal sealed class LabellingHands : IAsyncDisposable
{
    private readonly RunningTool _tool;
    private readonly HttpClient _client;

    private LabellingHands(RunningTool tool)
    {
        _tool = tool;
        string origin = tool.Address.GetLeftPart(UriPartial.Authority);
        _client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() })
        {
            BaseAddress = new Uri(origin),
        };
        _client.DefaultRequestHeaders.Add("Origin", origin);
    }

    /// <summary>Starts the verb, and comes in by the address that it prints, whose token lets one browser in.</summary>
    public static async Task<LabellingHands> OpenAsync(Command label)
    {
        var hands = new LabellingHands(await RunningTool.StartAsync(label, "Labelling at "));
        (await hands._client.GetAsync(hands._tool.Address)).EnsureSuccessStatusCode();
        return hands;
    }

    /// <summary>Waits until the model has looked at every image; gives how many it would ask for.</summary>
    public async Task<int> LookedAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var state = await _client.GetFromJsonAsync<JsonElement>("api/state", limit.Token);
            if (state.GetProperty("order").GetInt32() is > 0 and var order)
                return order;
            await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token);
        }
    }

    /// <summary>Files that have no answer, in the order in which they are asked for.</summary>
    public async Task<string[]> OpenFilesAsync() => [.. (await OpenItemsAsync()).Select(x => x.File)];

    /// <summary>Answers as many as asked for, in the page's order; gives their files.</summary>
    public async Task<string[]> AnswerAsync(int count, IReadOnlyDictionary<string, string> truth)
    {
        var asked = (await OpenItemsAsync()).Take(count).ToArray();
        foreach (var (index, version, file) in asked)
        {
            var answer = new
            {
                items = new[] { new { index, version } },
                kind = "labels",
                labels = new[] { truth[file] },
                window = "hands",
            };
            (await _client.PostAsJsonAsync("api/answer", answer)).EnsureSuccessStatusCode();
        }
        return [.. asked.Select(x => x.File)];
    }

    /// <summary>Ctrl+C; gives what was said at the end.</summary>
    public Task<string> CloseAsync() => _tool.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _tool.DisposeAsync();
    }

    private async Task<IEnumerable<(int Index, long Version, string File)>> OpenItemsAsync()
    {
        int[] open = (await _client.GetFromJsonAsync<int[]>("api/view/open"))!;
        var items = await _client.GetFromJsonAsync<JsonElement>($"api/items?of={string.Join(',', open)}");
        return items
            .EnumerateArray()
            .Select(x =>
                (
                    x.GetProperty("index").GetInt32(),
                    x.GetProperty("version").GetInt64(),
                    x.GetProperty("file").GetString()!
                )
            );
    }
}
