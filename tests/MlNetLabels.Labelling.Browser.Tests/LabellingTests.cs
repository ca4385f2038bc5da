using MlNetLabels.AspNetCore.Browser.Tests;
using PuppeteerSharp;

namespace MlNetLabels.Labelling.Browser.Tests;

/// <summary>The labelling page in a real browser.</summary>
public sealed class LabellingTests(Chromium chromium, ColourBundles bundles, ITestOutputHelper output)
    : IClassFixture<ColourBundles>
{
    [Fact]
    public async Task Keys_Classes_AnswerUndoAndGoOn()
    {
        await using var labelled = await Labelled.StartAsync(6, null, "red", "blue");
        await using var page = await OpenPage.FromAsync(chromium, labelled.Page.Address);
        await page.SeenAsync();
        Assert.Equal("0000.png", await page.TextAsync("#file"));

        await page.PressAsync("1", "2", "0", "u", "s");
        Assert.Equal("0005.png", await page.TextAsync("#file"));
        await page.PressAsync("z", "z");
        Assert.Equal("0003.png", await page.TextAsync("#file"));
        await page.PressAsync("2");
        await page.PressAsync("ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft");
        Assert.Equal("0000.png", await page.TextAsync("#file"));
        Assert.Contains("Says red, by ann", await page.TextAsync("#now"), StringComparison.Ordinal);
        await page.PressAsync("Enter");

        Assert.Equal("0004.png", await page.TextAsync("#file"));
        Assert.Contains("4 of 6 answered (1 none)", await page.TextAsync("#progress"), StringComparison.Ordinal);
        Assert.Equal("/", new Uri(page.Page.Url).PathAndQuery);
        await labelled.Page.DisposeAsync();
        string[] lines =
        [
            .. labelled.Text("labels.csv").Split('\n').Select(line => string.Join(',', line.Split(',').Take(2))),
        ];
        Assert.Equal(["file,label", "0000.png,red", "0001.png,blue", "0003.png,blue", ""], lines);
        Assert.Empty(page.Complaints);
        Assert.Empty(page.Elsewhere);
    }

    [Fact]
    public async Task Keys_Sets_ToggleConfirmAndTellNoneFromUnknown()
    {
        await using var labelled = await Labelled.StartAsync(4, x => x with { Several = true }, "red", "square");
        await using var page = await OpenPage.FromAsync(chromium, labelled.Page.Address);

        await page.PressAsync("1", "2", "1", "Enter");
        await page.PressAsync("Enter");
        Assert.Contains("Nothing is chosen", await page.TextAsync("#told"), StringComparison.Ordinal);
        await page.PressAsync("0");
        await page.Page.Keyboard.DownAsync("Shift");
        await page.Page.Keyboard.PressAsync("Digit1");
        await page.Page.Keyboard.UpAsync("Shift");
        // By Tab and Space as well.
        await page.Page.FocusAsync("[data-name=square]");
        await page.PressAsync("Space", "Space", "Space");
        Assert.Equal("square", await page.Page.EvaluateExpressionAsync<string>("document.activeElement.dataset.name"));
        await page.Page.EvaluateExpressionAsync("document.activeElement.blur()");
        await page.PressAsync("Enter", "u");

        Assert.Equal("Nothing is left to label.", await page.TextAsync("#empty"));
        await labelled.Page.DisposeAsync();
        string[] lines =
        [
            .. labelled.Text("labels.csv").Split('\n').Select(line => string.Join(',', line.Split(',').Take(3))),
        ];
        Assert.Equal(["file,red,square", "0000.png,0,1", "0001.png,0,0", "0002.png,,1", ""], lines);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task NewClass_Typed_IsThereWithAKey()
    {
        await using var labelled = await Labelled.StartAsync(2);
        await using var page = await OpenPage.FromAsync(chromium, labelled.Page.Address);
        await page.SeenAsync();
        Assert.Contains("no classes yet", await page.TextAsync("#how"), StringComparison.Ordinal);

        await page.PressAsync("n");
        await page.Page.Keyboard.TypeAsync("1 <b>rose</b>");
        await page.PressAsync("Enter");
        await page.Page.WaitForFunctionAsync("() => document.querySelectorAll('#classes button').length === 1");
        await page.PressAsync("1");

        Assert.Equal("0001.png", await page.TextAsync("#file"));
        Assert.Equal("0000.png: 1 <b>rose</b>.", await page.TextAsync("#told"));
        Assert.Equal(1, labelled.Page.Answered);
    }

    [Fact]
    public async Task Guess_IsHiddenUntilAskedFor()
    {
        await using var labelled = await Labelled.StartAsync(24, x => x with { Model = bundles.English });
        await using var page = await OpenPage.FromAsync(chromium, labelled.Page.Address);
        await page.SeenAsync();
        await page.Page.WaitForFunctionAsync("() => fetch('api/state').then(x => x.json()).then(x => x.order > 0)");

        Assert.Empty(await page.TextsAsync("#guess-said"));
        Assert.Empty(await page.TextsAsync("#classes .guessed"));
        await page.PressAsync("h");
        string guess = await page.TextAsync("#guess-said");
        Assert.Matches("^The model’s guess: (red|blue) \\(", guess);
        string name = Assert.Single(await page.TextsAsync("#classes .guessed span"));
        string file = await page.TextAsync("#file");
        await page.PressAsync("Enter");

        Assert.Equal($"{file}: {name}.", await page.TextAsync("#told"));
        Assert.Empty(await page.TextsAsync("#guess-said"));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task TwoWindows_OfOneBrowser_DoNotOverwriteEachOther()
    {
        await using var labelled = await Labelled.StartAsync(3, null, "red", "blue");
        await using var page = await OpenPage.FromAsync(chromium, labelled.Page.Address);
        await page.SeenAsync();
        var second = await page.Page.BrowserContext.NewPageAsync();
        await second.GoToAsync(page.Page.Url);
        await second.WaitForFunctionAsync("() => document.body.dataset.busy === 'false'");
        // The first is told only when it asks.
        await page.Page.EvaluateExpressionAsync(
            "window.fetch = (f => (a, b) => a.startsWith('api/news') ? new Promise(() => {}) : f(a, b))(fetch)"
        );
        await second.Keyboard.PressAsync("1");
        await second.WaitForFunctionAsync("() => document.getElementById('file').textContent === '0001.png'");

        await page.PressAsync("2");

        Assert.Equal("0000.png", await page.TextAsync("#file"));
        Assert.Contains("It says red now", await page.TextAsync("#told"), StringComparison.Ordinal);
        await page.PressAsync("2");
        Assert.Equal("0001.png", await page.TextAsync("#file"));
        await labelled.Page.DisposeAsync();
        Assert.Contains("0000.png,blue", labelled.Text("labels.csv"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task List_EditedWhileThePageIsOpen_IsToldAndTakenOver()
    {
        await using var labelled = await Labelled.StartAsync(3, null, "red", "blue");
        await using var page = await OpenPage.FromAsync(chromium, labelled.Page.Address);
        await page.PressAsync("1");
        while (!File.Exists(labelled.Page.LabelFile))
            await Task.Delay(20);

        await File.WriteAllTextAsync(labelled.Page.LabelFile, "file,label\n0000.png,blue\n");
        await page.Page.WaitForFunctionAsync(
            "() => document.getElementById('notes').innerText.includes('labels.csv was edited meanwhile: 1 label is taken over.')"
        );
        await page.PressAsync("ArrowLeft");

        Assert.Equal("Says blue, as the data do.", await page.TextAsync("#now"));
    }

    [Fact]
    public async Task Alike_Agreed_AreAnsweredTogether()
    {
        await using var labelled = await Labelled.StartAsync(3, null, "red");
        await labelled.Page.DisposeAsync();
        File.Copy(Path.Combine(labelled.Folder, "0000.png"), Path.Combine(labelled.Folder, "copy.png"));
        await using var again = await LabellingPage.StartAsync(
            new LabellingOptions { Data = labelled.Folder, Classes = ["red"] }
        );
        await using var page = await OpenPage.FromAsync(chromium, again.Address);
        await page.Page.WaitForFunctionAsync(
            "() => fetch('api/view/alike').then(x => x.json()).then(x => x.length > 0)"
        );
        await page.PressAsync("ArrowRight", "ArrowLeft");

        Assert.Contains("Answer all 2 together", await page.TextAsync("#together"), StringComparison.Ordinal);
        await page.PressAsync("d", "1");

        Assert.Equal("2 pictures: red.", await page.TextAsync("#told"));
        Assert.Equal(2, again.Answered);
        await page.PressAsync("z");
        Assert.Equal(0, again.Answered);
    }

    [Fact]
    public async Task Zoom_ByKeys_EnlargesAndFitsAgain()
    {
        await using var labelled = await Labelled.StartAsync(1, null, "red");
        await using var page = await OpenPage.FromAsync(chromium, labelled.Page.Address);
        Task<string> Transform() =>
            page.Page.EvaluateExpressionAsync<string>("document.getElementById('picture').style.transform");

        await page.PressAsync("+", "+");
        Assert.Contains("scale(1.96", await Transform(), StringComparison.Ordinal);
        await page.Page.Keyboard.DownAsync("Shift");
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await page.Page.Keyboard.UpAsync("Shift");
        Assert.StartsWith("translate(-80px", await Transform(), StringComparison.Ordinal);
        await page.PressAsync("f");
        Assert.Equal("", await Transform());
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Overview_OfAHundredThousand_HoldsAScreenfulAndJumpsAnywhere()
    {
        const int Images = 100_000;
        using var folder = new TemporaryFolder();
        string first = folder.Write("000000.png", ColourBundles.Picture(1, isRed: true));
        for (int i = 1; i < Images; i++)
            File.CreateSymbolicLink(folder.File($"{i:000000}.png"), first);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await using var labelling = await LabellingPage.StartAsync(
            new LabellingOptions { Data = folder.Path, Classes = ["red"] }
        );
        var started = clock.Elapsed;
        await using var page = await OpenPage.FromAsync(chromium, labelling.Address);
        await page.PressAsync("g");
        await page.Page.WaitForSelectorAsync(".cell img[src]");

        double[] seen = await page.Page.EvaluateFunctionAsync<double[]>(
            """
            async () => {
                const scroll = document.getElementById('scroll');
                const frames = [];
                let most = 0;
                for (let i = 0; i <= 200; i++) {
                    scroll.scrollTop = i / 200 * scroll.scrollHeight;
                    const before = performance.now();
                    await new Promise(requestAnimationFrame);
                    await new Promise(requestAnimationFrame);
                    frames.push((performance.now() - before) / 2);
                    most = Math.max(most, document.querySelectorAll('.cell').length);
                }
                frames.sort((a, b) => a - b);
                return [most, frames[100], frames[190]];
            }
            """
        );
        output.WriteLine(
            $"start {started.TotalSeconds:0.0} s; frames {seen[1]:0} ms in the median, {seen[2]:0} ms at the 95th percentile"
        );
        await page.Page.WaitForFunctionAsync(
            "() => [...document.querySelectorAll('.cell')].at(-1)?.innerText.includes('099999.png') "
                + "&& [...document.querySelectorAll('.cell img')].at(-1).naturalWidth > 0"
        );

        // Rows on the screen and two above and below.
        Assert.InRange(seen[0], 20, 120);
        Assert.Equal(Images, labelling.Images);
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData(1280, Chromium.Light)]
    [InlineData(1280, Chromium.Dark)]
    [InlineData(360, Chromium.Light)]
    [InlineData(360, Chromium.Dark)]
    public async Task Axe_AtWorkAndInTheOverview_FindsNothingAndNothingSticksOut(int width, string scheme)
    {
        await using var labelled = await Labelled.StartAsync(
            24,
            x => x with { Model = bundles.English, Several = false }
        );
        // The page's own policy would keep axe out.
        await using var page = await OpenPage.FromAsync(
            chromium,
            labelled.Page.Address,
            width,
            scheme,
            bypassPolicy: true
        );
        await page.SeenAsync();
        await page.Page.WaitForFunctionAsync("() => fetch('api/state').then(x => x.json()).then(x => x.order > 0)");
        await page.PressAsync("1", "0", "s", "h");
        await CheckAsync(page, width, $"work {width} {scheme}");
        await page.Page.ClickAsync("#help-open");
        await CheckAsync(page, width, $"help {width} {scheme}");
        await page.Page.ClickAsync("#help-close");
        await page.Page.ClickAsync("[data-view=all]");
        await page.PressAsync("g");
        await page.Page.WaitForSelectorAsync(".cell img[src]");
        await CheckAsync(page, width, $"overview {width} {scheme}");
        Assert.Empty(page.Complaints);
    }

    private static async Task CheckAsync(OpenPage page, int width, string name)
    {
        await page.ScreenshotAsync(name);
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

    [Fact]
    public async Task Keyboard_Alone_ReachesEveryControl()
    {
        await using var labelled = await Labelled.StartAsync(2, null, "red", "blue");
        await using var page = await OpenPage.FromAsync(chromium, labelled.Page.Address);
        await page.SeenAsync();
        string[] usable = await page.Page.EvaluateExpressionAsync<string[]>(
            "[...document.querySelectorAll('a[href], button:not(:disabled), input')].filter(x => x.checkVisibility() "
                + "&& !x.closest('dialog')).map(x => x.id || x.dataset.view || x.dataset.name || x.textContent)"
        );
        await page.Page.EvaluateExpressionAsync(
            "window.reached = []; addEventListener('focusin', ({ target: x }) => reached.push(x.id || x.dataset.view || "
                + "x.dataset.name || x.textContent)); document.body.tabIndex = -1; document.body.focus(); reached.length = 0;"
        );

        for (int i = 0; i < usable.Length; i++)
            await page.Page.Keyboard.PressAsync("Tab");

        Assert.Equal(usable, await page.Page.EvaluateExpressionAsync<string[]>("reached"));
        // News do not take away what somebody stands on.
        await page.Page.FocusAsync("[data-view=all]");
        await page.Page.WaitForResponseAsync(response => response.Url.Contains("api/news", StringComparison.Ordinal));
        await page.Page.EvaluateFunctionAsync("() => new Promise(requestAnimationFrame)");
        Assert.Equal("all", await page.Page.EvaluateExpressionAsync<string>("document.activeElement.dataset.view"));
    }
}
