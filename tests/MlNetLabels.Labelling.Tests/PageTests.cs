using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MlNetLabels.Labelling.Web;

namespace MlNetLabels.Labelling.Tests;

/// <summary>Who is let in, what is served, and what an answer does.</summary>
public sealed class PageTests
{
    [Fact]
    public async Task Address_Used_LetsOneBrowserInOnce()
    {
        using var pool = new Pool("a.png");
        await using var page = await OpenedPage.StartAsync(pool.Options("x"), enters: false);
        using var other = new HttpClient();

        Assert.Equal(HttpStatusCode.Forbidden, (await page.Client.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await page.Client.GetAsync("/?token=wrong")).StatusCode);
        var entry = await page.Client.GetAsync(page.Page.Address);
        Assert.Equal(HttpStatusCode.OK, entry.StatusCode);
        string cookie = Assert.Single(entry.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await page.Client.GetAsync("/")).StatusCode);
        // The same browser may come by it again; another may not.
        Assert.Equal(HttpStatusCode.OK, (await page.Client.GetAsync(page.Page.Address)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await other.GetAsync(page.Page.Address)).StatusCode);
    }

    [Fact]
    public async Task Address_IsOfThisMachineAlone()
    {
        using var pool = new Pool("a.png");
        await using var page = await OpenedPage.StartAsync(pool.Options("x"));

        Assert.Equal("127.0.0.1", page.Page.Address.Host);
        Assert.True(page.Page.Address.Query.Length > 40);
    }

    [Theory]
    [InlineData("Host", "evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("Host", "127.0.0.1", HttpStatusCode.MisdirectedRequest)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    // Another port of this machine gets the cookie, too.
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    public async Task Request_OfAnotherSite_IsRefused(string header, string value, HttpStatusCode status)
    {
        using var pool = new Pool("a.png");
        await using var page = await OpenedPage.StartAsync(pool.Options("x"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/state");
        request.Headers.TryAddWithoutValidation(header, value);

        using var response = await page.Client.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("null")]
    public async Task Answer_FromElsewhere_IsRefused(string? origin)
    {
        using var pool = new Pool("a.png");
        await using var page = await OpenedPage.StartAsync(pool.Options("x"));
        page.Client.DefaultRequestHeaders.Remove("Origin");
        if (origin is not null)
            page.Client.DefaultRequestHeaders.Add("Origin", origin);

        using var response = await page.AnswerAsync(0, 0, "labels", "x");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(0, page.Page.Answered);
    }

    [Fact]
    public async Task EveryAnswer_SaysWhatMayUseIt()
    {
        using var pool = new Pool("a.png");
        await using var page = await OpenedPage.StartAsync(pool.Options("x"));

        foreach (
            string path in (string[])["/", "/label.js", "/api/state", "/api/picture/0", "/api/small/0", "/nothing"]
        )
        {
            using var response = await page.Client.GetAsync(path);
            Assert.Contains(
                "default-src 'none'",
                Assert.Single(response.Headers.GetValues("Content-Security-Policy")),
                StringComparison.Ordinal
            );
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.False(response.Headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task Answer_Given_IsOnDiskBeforeItIsConfirmed()
    {
        using var pool = new Pool("a.png", "b.png");
        await using var page = await OpenedPage.StartAsync(pool.Options("x", "y"));

        using var response = await page.AnswerAsync(1, 0, "labels", "y");
        var answered = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"labels\":[\"y\"]", await Read(pool.Journal), StringComparison.Ordinal);
        Assert.Equal("y", answered.GetProperty("items")[0].GetProperty("text").GetString());
        Assert.Equal(1, answered.GetProperty("progress").GetProperty("labelled").GetInt32());
    }

    [Fact]
    public async Task Answer_SeenBeforeAnotherWindowsAnswer_IsAConflictThatShowsIt()
    {
        using var pool = new Pool("a.png");
        await using var page = await OpenedPage.StartAsync(pool.Options("x", "y"));
        (await page.AnswerAsync(0, 0, "labels", "x")).EnsureSuccessStatusCode();

        using var response = await page.AnswerAsync(0, 0, "labels", "y");
        var told = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("x", told.GetProperty("items")[0].GetProperty("text").GetString());
        long version = told.GetProperty("items")[0].GetProperty("version").GetInt64();
        Assert.Equal(HttpStatusCode.OK, (await page.AnswerAsync(0, version, "labels", "y")).StatusCode);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"items\":[{\"index\":0,\"version\":0}],\"kind\":\"labels\",\"labels\":[\"z\"],\"window\":\"w\"}")]
    [InlineData("{\"items\":[{\"index\":-1,\"version\":0}],\"kind\":\"none\",\"window\":\"w\"}")]
    [InlineData("{\"items\":[{\"index\":9,\"version\":0}],\"kind\":\"none\",\"window\":\"w\"}")]
    [InlineData("{\"items\":[],\"kind\":\"none\",\"window\":\"w\"}")]
    [InlineData("{\"items\":null,\"kind\":\"none\",\"window\":\"w\"}")]
    [InlineData("{\"items\":[{\"index\":0,\"version\":0}],\"kind\":\"nonsense\",\"window\":\"w\"}")]
    [InlineData("{\"items\":[{\"index\":0,\"version\":0}],\"kind\":\"open\",\"window\":\"w\"}")]
    [InlineData("{\"items\":[{\"index\":0,\"version\":0}],\"kind\":\"labels\",\"labels\":[null],\"window\":\"w\"}")]
    public async Task Answer_ThatIsNone_IsABadRequest(string json)
    {
        using var pool = new Pool("a.png");
        await using var page = await OpenedPage.StartAsync(pool.Options("x"));
        using var body = new StringContent(json, Encoding.UTF8, "application/json");

        using var response = await page.Client.PostAsync("api/answer", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(0, page.Page.Answered);
    }

    [Theory]
    [InlineData("api/picture/1")]
    [InlineData("api/picture/-1")]
    [InlineData("api/picture/..%2flabels.csv")]
    [InlineData("api/small/99999999999")]
    [InlineData("api/item/1")]
    [InlineData("api/view/secrets")]
    [InlineData("labels.journal.jsonl")]
    public async Task Request_OfWhatIsNotThere_FindsNothing(string path)
    {
        using var pool = new Pool("a.png");
        await using var page = await OpenedPage.StartAsync(pool.Options("x"));

        using var response = await page.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Picture_WhateverItIsCalled_IsServedAsWhatItHolds()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names.");
        using var pool = new Pool("<script>alert(1)<", "a.html.png");
        pool.Write("b.png", "<html><script>alert(1)</script>");
        await using var page = await OpenedPage.StartAsync(pool.Options("x"));
        var names = await page.GetAsync("api/items?of=0,1,2");

        using var first = await page.Client.GetAsync("api/picture/0");
        using var last = await page.Client.GetAsync("api/picture/2");
        using var small = await page.Client.GetAsync("api/small/2");

        Assert.Equal("<script>alert(1)<", names[0].GetProperty("file").GetString());
        Assert.Equal("image/png", first.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, last.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, small.StatusCode);
        Assert.Contains(
            "image",
            (await last.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Alike_EqualFiles_AreAGroupToAnswerAtOnce()
    {
        using var pool = new Pool("a.png", "b.png", "sub/other.png");
        File.Copy(pool.File("a.png"), pool.File("copy.png"));
        await using var page = await OpenedPage.StartAsync(pool.Options("x"));
        JsonElement view;
        do view = await page.GetAsync("api/view/alike");
        while (view.GetArrayLength() == 0);
        var item = await page.GetAsync("api/item/0");

        // a.png and b.png are drawn alike, too.
        Assert.Equal([1, 2], item.GetProperty("alike").EnumerateArray().Select(x => x.GetProperty("index").GetInt32()));
    }

    [Fact]
    public async Task Dispose_AfterAnswers_HasWrittenTheList()
    {
        using var pool = new Pool("a.png", "b.png");
        await using (var page = await OpenedPage.StartAsync(pool.Options("x")))
            (await page.AnswerAsync(0, 0, "labels", "x")).EnsureSuccessStatusCode();

        Assert.Equal(["a.png=x"], Pool.Read(pool.Labels));
    }

    [Fact]
    public async Task SmallPictures_BeyondTheirBound_ForgetTheLeastUsed()
    {
        var pictures = new SmallPictures(most: 1000);
        int made = 0;
        Task<byte[]> Get(int index) =>
            pictures.GetAsync(
                index,
                () =>
                {
                    made++;
                    return new byte[300];
                },
                CancellationToken.None
            );

        foreach (int index in (int[])[0, 1, 2, 0, 3, 0])
            await Get(index);

        Assert.Equal((4, 900), (made, pictures.Held));
        await Get(1);
        Assert.Equal(5, made);
        await Get(0);
        Assert.Equal(5, made);
    }

    // As any other program may, while the page has it open: .NET's own would ask who else does.
    private static async Task<string> Read(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no cat.");
        using var cat = Process.Start(new ProcessStartInfo("cat", [path]) { RedirectStandardOutput = true })!;
        return await cat.StandardOutput.ReadToEndAsync();
    }
}
