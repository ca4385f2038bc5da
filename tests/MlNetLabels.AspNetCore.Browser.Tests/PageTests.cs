using System.Text.Json;
using PuppeteerSharp;

namespace MlNetLabels.AspNetCore.Browser.Tests;

/// <summary>The page at / in a real browser.</summary>
public sealed class PageTests(Chromium chromium, ColourBundles bundles) : IClassFixture<ColourBundles>
{
    [Fact]
    public async Task OnePicture_Chosen_ShowsBothHeadsVerdictAndReason()
    {
        using var folder = new TemporaryFolder();
        await using var served = await Served.StartAsync(bundles.English);
        await using var page = await OpenPage.FromAsync(chromium, served.Address);

        string about = await page.AboutAsync();
        await page.ChooseAsync(folder.Write("a picture.png", ColourBundles.Picture(5, isRed: true)));
        string verdict = await page.TextAsync("#verdict");

        var answer = await served.Predictor.PredictAsync(ColourBundles.Picture(5, isRed: true));
        Assert.Equal("Class", answer.Prediction.Verdict.ToString());
        Assert.Contains("2 classes and 2 labels", about, StringComparison.Ordinal);
        Assert.Contains("It keeps none of them to show the nearest", about, StringComparison.Ordinal);
        Assert.False(
            await page.Page.EvaluateExpressionAsync<bool>("document.querySelector('#nearest').checkVisibility()")
        );
        Assert.StartsWith("red, ", verdict, StringComparison.Ordinal);
        Assert.Contains("of the kind it was trained on", await page.TextAsync("#words"), StringComparison.Ordinal);
        Assert.Contains(answer.Version, await page.TextAsync("#facts"), StringComparison.Ordinal);
        Assert.Equal("a picture.png", await page.TextAsync("#file"));
        Assert.Equal(2, (await page.TextsAsync("#classes .bars li")).Length);
        Assert.Equal(2, (await page.TextsAsync("#labels .bars li")).Length);
        Assert.Equal(2, (await page.Page.QuerySelectorAllAsync("#labels .cut")).Length);
        double width = await page.Page.EvaluateExpressionAsync<double>(
            "parseFloat(document.querySelector('#classes .fill').style.width)"
        );
        Assert.Equal(100 * answer.Prediction.Classes!.Max(x => x.Probability), width, 3);
        Assert.Empty(page.Complaints);
        Assert.Empty(page.Elsewhere);
    }

    [Fact]
    public async Task Nearest_ModelWithPictures_AreShownBelowTheHeads()
    {
        using var folder = new TemporaryFolder();
        await using var served = await Served.StartAsync(bundles.Illustrated);
        await using var page = await OpenPage.FromAsync(chromium, served.Address);

        string about = await page.AboutAsync();
        await page.ChooseAsync(folder.Write("blue.png", ColourBundles.Picture(7, isRed: false)));
        await page.TextAsync("#verdict");
        string[] names = await page.TextsAsync("#nearest-images li");
        bool areDrawn = await page.Page.EvaluateFunctionAsync<bool>(
            "() => Promise.all([...document.querySelectorAll('#nearest-images img')].map(x => x.decode())).then(() => "
                + "[...document.querySelectorAll('#nearest-images img')].every(x => x.naturalWidth > 8))"
        );

        Assert.EndsWith(" pictures.", about, StringComparison.Ordinal);
        Assert.Equal(["blue", "blue", "blue", "blue"], names);
        Assert.True(areDrawn);
        Assert.Empty(page.Complaints);
        Assert.Empty(page.Elsewhere);
    }

    [Fact]
    public async Task Watch_WindowFills_SaysWhatItLookedLike()
    {
        await using var served = await Served.StartAsync(bundles.English, limits => limits.MonitorWindow = 20);
        await using var page = await OpenPage.FromAsync(chromium, served.Address);

        string before = await page.TextAsync("#watch");
        for (int i = 0; i < 20; i++)
            await served.Predictor.PredictAsync(ColourBundles.Picture(700 + i, isRed: i % 2 == 0));
        await page.Page.WaitForFunctionAsync(
            "async () => { await watch(); return document.querySelector('#watch').innerText.startsWith('Lately') }"
        );

        Assert.Contains("0 of 20 collected", before, StringComparison.Ordinal);
        Assert.Contains("kept nowhere", await page.TextAsync("#kept"), StringComparison.Ordinal);
        string after = await page.TextAsync("#watch");
        Assert.Contains("These 20 images look like those it was trained on.", after, StringComparison.Ordinal);
        Assert.Equal("note watch good", await page.Page.EvaluateExpressionAsync<string>("at('watch').className"));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task SeveralPictures_Chosen_AreATableToSortAndDownload()
    {
        using var folder = new TemporaryFolder();
        await using var served = await Served.StartAsync(bundles.English);
        await using var page = await OpenPage.FromAsync(chromium, served.Address);
        string[] files =
        [
            .. Enumerable
                .Range(0, 5)
                .Select(i => folder.Write($"{i}.png", ColourBundles.Picture(i, isRed: i % 2 == 0))),
            folder.Write("=cmd.png", [1, 2, 3]),
        ];

        await page.AboutAsync();
        await page.ChooseAsync(files);
        await page.RowsAsync(6);
        await page.Page.ClickAsync("th button[data-by=file]");
        string[] up = await page.TextsAsync("#rows td:first-child");
        await page.Page.ClickAsync("th button[data-by=file]");
        string[] down = await page.TextsAsync("#rows td:first-child");
        string csv = await page.Page.EvaluateExpressionAsync<string>("csv()");
        using var json = JsonDocument.Parse(await page.Page.EvaluateExpressionAsync<string>("json()"));

        Assert.Equal(["0.png", "1.png", "2.png", "3.png", "4.png", "=cmd.png"], up);
        Assert.Equal(up.Reverse(), down);
        Assert.Equal(
            "descending",
            await page.Page.EvaluateExpressionAsync<string>("document.querySelector('th').ariaSort")
        );
        Assert.Equal(7, csv.TrimEnd().Split("\r\n").Length);
        Assert.Contains("\"'=cmd.png\"", csv, StringComparison.Ordinal);
        Assert.Equal(5, json.RootElement.GetProperty("images").GetArrayLength());
        Assert.Equal(1, json.RootElement.GetProperty("skipped").GetArrayLength());
    }

    [Fact]
    public async Task NoPicture_Chosen_SaysWhy()
    {
        using var folder = new TemporaryFolder();
        await using var served = await Served.StartAsync(bundles.English);
        await using var page = await OpenPage.FromAsync(chromium, served.Address);

        await page.AboutAsync();
        await page.ChooseAsync(folder.Write("<img src=x onerror=alert(1)>.png", [1, 2, 3]));

        Assert.Equal("It cannot be read", await page.TextAsync("#verdict"));
        Assert.Contains("not an image in a known format", await page.TextAsync("#words"), StringComparison.Ordinal);
        Assert.Equal("<img src=x onerror=alert(1)>.png", await page.TextAsync("#file"));
        // The browser notes the status of the answer by itself.
        Assert.All(page.Complaints, x => Assert.Contains("422", x, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("drop")]
    [InlineData("paste")]
    public async Task Picture_DroppedOrPasted_IsAnswered(string way)
    {
        await using var served = await Served.StartAsync(bundles.English);
        await using var page = await OpenPage.FromAsync(chromium, served.Address);
        await page.AboutAsync();

        await page.Page.EvaluateFunctionAsync(
            """
            (way, base64) => {
                const data = new DataTransfer();
                data.items.add(new File([Uint8Array.from(atob(base64), x => x.charCodeAt(0))], 'given.png', { type: 'image/png' }));
                dispatchEvent(way === 'drop'
                    ? new DragEvent('drop', { dataTransfer: data })
                    : new ClipboardEvent('paste', { clipboardData: data }));
            }
            """,
            way,
            Convert.ToBase64String(ColourBundles.Picture(7, isRed: false))
        );

        Assert.StartsWith("blue, ", await page.TextAsync("#verdict"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photograph_Taken_IsAnswered()
    {
        await using var served = await Served.StartAsync(bundles.English);
        await using var page = await OpenPage.FromAsync(chromium, served.Address);
        await page.AboutAsync();

        await page.Page.ClickAsync("#camera");
        await page.Page.WaitForFunctionAsync("() => document.getElementById('video').videoWidth > 0");
        await page.Page.ClickAsync("#shoot");

        Assert.NotEmpty(await page.TextAsync("#verdict"));
        Assert.Equal("photograph 1.jpg", await page.TextAsync("#file"));
        Assert.False(await page.Page.EvaluateExpressionAsync<bool>("document.getElementById('booth').open"));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Keyboard_Alone_ReachesAndUsesEverything()
    {
        using var folder = new TemporaryFolder();
        await using var served = await Served.StartAsync(bundles.English);
        await using var page = await OpenPage.FromAsync(chromium, served.Address);
        await page.AboutAsync();
        await page.ChooseAsync(
            folder.Write("a.png", ColourBundles.Picture(1, isRed: true)),
            folder.Write("b.png", ColourBundles.Picture(2, isRed: false))
        );
        await page.RowsAsync(2);
        string[] usable = await page.Page.EvaluateExpressionAsync<string[]>(
            "[...document.querySelectorAll('a[href], button, select, input, .scroll')].filter(x => x.checkVisibility()"
                + " && !x.closest('dialog')).map(x => x.id || x.dataset.by || x.className || x.textContent)"
        );
        await page.Page.EvaluateExpressionAsync(
            "window.reached = []; addEventListener('focusin', ({ target: x }) => reached.push(x.id || x.dataset.by ||"
                + " x.className || x.textContent)); document.body.tabIndex = -1; document.body.focus(); reached.length = 0;"
        );

        for (int i = 0; i < usable.Length; i++)
            await page.Page.Keyboard.PressAsync("Tab");
        await page.Page.Keyboard.PressAsync("Enter");

        Assert.Equal(usable, await page.Page.EvaluateExpressionAsync<string[]>("reached.slice(0, reached.length - 1)"));
        Assert.Equal("answer", await page.Page.EvaluateExpressionAsync<string>("document.activeElement.id"));
    }

    [Theory]
    [InlineData(1280, Chromium.Light)]
    [InlineData(1280, Chromium.Dark)]
    [InlineData(360, Chromium.Light)]
    [InlineData(360, Chromium.Dark)]
    public async Task Axe_WithAnswers_FindsNothingAndNothingSticksOut(int width, string scheme)
    {
        using var folder = new TemporaryFolder();
        await using var served = await Served.StartAsync(bundles.English);
        // The page's own policy would keep axe out.
        await using var page = await OpenPage.FromAsync(chromium, served.Address, width, scheme, bypassPolicy: true);
        await page.AboutAsync();
        await page.ScreenshotAsync($"empty {width} {scheme}");
        await page.ChooseAsync(
            folder.Write("a picture with a name that is rather long.png", ColourBundles.Picture(1, isRed: true)),
            folder.Write("b.png", ColourBundles.Picture(2, isRed: false)),
            folder.Write("c.png", TestImages.Png(TestImages.Scene(200, 150), 200, 150)),
            folder.Write("d.png", [1, 2, 3])
        );
        await page.RowsAsync(4);
        await page.Page.ClickAsync("#rows tr:nth-child(1) button");
        await page.ScreenshotAsync($"answers {width} {scheme}");
        await page.Page.AddScriptTagAsync(
            new AddTagOptions { Path = Path.Combine(AppContext.BaseDirectory, "axe.min.js") }
        );

        string[] found = await page.Page.EvaluateFunctionAsync<string[]>(
            "async () => (await axe.run()).violations.map(x => `${x.id}: ${x.nodes.slice(0, 3).map(n => "
                + "n.html.slice(0, 160)).join(' | ')}`)"
        );

        Assert.Empty(found);
        Assert.Equal(width, await page.Page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth"));
    }
}
