using System.Globalization;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Browser.Tests;

/// <summary>What a reader can move, choose and open.</summary>
public sealed class InteractionTests(Chromium chromium)
{
    [Theory]
    [InlineData(0)]
    [InlineData(37)]
    [InlineData(100)]
    public async Task Slider_Moved_RecomputesPrecisionRecallF1AndCounts(int step)
    {
        await using var report = await chromium.Open("aquarium");
        var curve = Reports.Named("aquarium").ThresholdCurves![2];
        await report
            .Page.Locator("#explorer select")
            .SelectOptionAsync(new Microsoft.Playwright.SelectOptionValue { Label = curve.Label });

        await report
            .Page.Locator("#explorer input[name=threshold]")
            .FillAsync(step.ToString(CultureInfo.InvariantCulture));

        int tp = curve.TruePositives[step],
            fp = curve.FalsePositives[step],
            fn = curve.Positives - tp,
            tn = curve.Negatives - fp;
        string[] expected =
        [
            Share(tp, tp + fp),
            Share(tp, tp + fn),
            Share(2 * tp, 2 * tp + fp + fn),
            $"{tp}",
            $"{fp}",
            $"{fn}",
            $"{tn}",
        ];
        Assert.Equal(expected, await report.Texts("#explorer dd"));
        Assert.Equal(Figures.Number(step / 100.0, 2), await report.Page.Locator("#explorer output").InnerTextAsync());

        static string Share(int part, int whole) => whole == 0 ? "–" : Figures.Number((double)part / whole);
    }

    [Fact]
    public async Task Slider_ArrowKeysThenReset_MoveAndComeBack()
    {
        await using var report = await chromium.Open("prints");
        var slider = report.Page.Locator("#explorer input[name=threshold]");
        int own = int.Parse(await slider.InputValueAsync(), CultureInfo.InvariantCulture);

        await slider.PressAsync("ArrowLeft");
        Assert.Equal(own - 1, int.Parse(await slider.InputValueAsync(), CultureInfo.InvariantCulture));

        Assert.Equal(
            Figures.Number((own - 1) / 100.0, 2),
            await report.Page.Locator("#explorer output").InnerTextAsync()
        );

        await report.Page.Locator("#explorer button[name=reset]").PressAsync("Enter");
        Assert.Equal("0.614, the model's own", await report.Page.Locator("#explorer output").InnerTextAsync());
        Assert.Equal(own, int.Parse(await slider.InputValueAsync(), CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task ConfusionCell_ClickedTwice_OpensAndClosesItsImages()
    {
        await using var report = await chromium.Open("prints");
        var cell = report.Page.Locator("#confusion button.cell").First;
        var panel = report.Page.Locator("#" + await cell.GetAttributeAsync("aria-controls"));
        Assert.False(await panel.IsVisibleAsync());

        await cell.ClickAsync();
        Assert.True(await panel.IsVisibleAsync());
        Assert.Equal("true", await cell.GetAttributeAsync("aria-expanded"));
        Assert.True(
            await panel
                .Locator("img")
                .First.EvaluateAsync<bool>("async x => { await x.decode(); return x.naturalWidth > 0; }")
        );

        await cell.PressAsync("Enter");
        Assert.False(await panel.IsVisibleAsync());
    }

    [Fact]
    public async Task ConfusionChoice_Rates_HidesCounts()
    {
        await using var report = await chromium.Open("prints");

        await report.Page.GetByLabel("shares of the true class").CheckAsync();

        Assert.Equal(0, await report.Page.Locator("#confusion .count:visible").CountAsync());
        Assert.Equal(4, await report.Page.Locator("#confusion .rate:visible").CountAsync());
    }

    [Fact]
    public async Task Picture_Opened_ShowsProbabilitiesAndNeighboursAndGivesFocusBack()
    {
        await using var report = await chromium.Open("prints");
        var picture = report.Page.Locator(".gallery.judged .picture").First;
        var viewer = report.Page.Locator("#viewer");

        await picture.PressAsync("Enter");
        Assert.Equal(2, await viewer.Locator("table:visible").CountAsync());
        Assert.Equal(5, await viewer.Locator(".strip figure:visible").CountAsync());
        string first = await viewer.Locator("> .content .file").First.InnerTextAsync();

        await viewer.PressAsync("ArrowRight");
        Assert.NotEqual(first, await viewer.Locator("> .content .file").First.InnerTextAsync());
        await viewer.PressAsync("ArrowLeft");
        Assert.Equal(first, await viewer.Locator("> .content .file").First.InnerTextAsync());

        await viewer.PressAsync("Escape");
        Assert.False(await viewer.IsVisibleAsync());
        Assert.True(await picture.EvaluateAsync<bool>("x => document.activeElement === x"));
    }

    [Fact]
    public async Task Galleries_FilteredByVerdict_ShowWhatFitsAndSayHowMany()
    {
        await using var report = await chromium.Open("prints");

        await report.Page.Locator("#gallery-filter select[name=verdict]").SelectOptionAsync("Rejected");

        string[] verdicts = await report
            .Page.Locator(".filtered .shot:visible")
            .EvaluateAllAsync<string[]>("all => all.map(x => x.dataset.verdict)");
        Assert.NotEmpty(verdicts);
        Assert.All(verdicts, x => Assert.Equal("Rejected", x));
        Assert.StartsWith(
            $"{verdicts.Length} of ",
            await report.Page.Locator("#gallery-filter output").InnerTextAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Sections_OnAPhone_BeginFoldedAndDrawTheirChartsWhenOpened()
    {
        await using var report = await chromium.Open("prints", 360);
        Assert.Equal(1, await report.Page.Locator("main > section > .body:visible").CountAsync());

        await report.Page.Locator("#calibration .unfold").ClickAsync();

        Assert.Equal("true", await report.Page.Locator("#calibration .unfold").GetAttributeAsync("aria-expanded"));
        double width = await report
            .Page.Locator("#calibration .chart svg")
            .First.EvaluateAsync<double>("x => x.getBoundingClientRect().width");
        Assert.InRange(width, 200, 360);
    }

    [Fact]
    public async Task Map_Walked_ShowsTheImageAtEachStep()
    {
        await using var report = await chromium.Open("prints");
        var point = Reports.Named("prints").EmbeddingMap!.Points[9];

        await report.Page.Locator("#map-explorer input[name=walk]").FillAsync("9");

        Assert.Equal(point.File, await report.Page.Locator("#map-explorer .file").InnerTextAsync());
        Assert.Equal(1, await report.Page.Locator("#map-explorer .shown img").CountAsync());
    }

    [Fact]
    public async Task Map_AnotherProjection_IsDrawnAndExplained()
    {
        await using var report = await chromium.Open("prints");
        string before = await report.Page.Locator("#map-explorer .chart").InnerHTMLAsync();

        await report.Page.Locator("#map-explorer select[name=projection]").SelectOptionAsync("1");

        Assert.NotEqual(before, await report.Page.Locator("#map-explorer .chart").InnerHTMLAsync());
        Assert.Equal("t-SNE of 240 images.", await report.Page.Locator("#map-explorer .about").InnerTextAsync());
    }

    [Fact]
    public async Task Losses_ArticlesLogits_GiveTheArticlesFigures()
    {
        await using var report = await chromium.Open("prints");
        double[] logits = [1.1479, -1.3265, 1.2661],
            exponentials = [.. logits.Select(Math.Exp)];

        string[] soft = await report.Texts("#losses-panel tbody td.softmax"),
            own = await report.Texts("#losses-panel tbody td.labels");

        Assert.Equal(exponentials.Select(x => Figures.Number(x / exponentials.Sum(), 4)), soft);
        Assert.Equal(logits.Select(x => Figures.Number(1 / (1 + Math.Exp(-x)), 4)), own);
    }

    [Fact]
    public async Task Losses_OneAddedUntilTheSlidersEnd_MovesSigmoidsAlone()
    {
        await using var report = await chromium.Open("prints");
        var add = report.Page.GetByText("Add 1 to all");
        await report.Page.GetByText("One fits").ClickAsync();
        string[] soft = await report.Texts("#losses-panel tbody td.softmax"),
            own = await report.Texts("#losses-panel tbody td.labels");

        int steps = 0;
        for (; await add.IsEnabledAsync() && steps < 10; steps++)
            await add.ClickAsync();

        // The largest logit is 4, the sliders end at 6.
        Assert.Equal(2, steps);
        Assert.Equal(soft, await report.Texts("#losses-panel tbody td.softmax"));
        Assert.All(
            own.Zip(await report.Texts("#losses-panel tbody td.labels")),
            x => Assert.NotEqual(x.First, x.Second)
        );
    }
}
