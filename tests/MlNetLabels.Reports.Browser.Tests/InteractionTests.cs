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
        await using var report = await OpenReport.From(chromium, "aquarium");
        var curve = Reports.Named("aquarium").ThresholdCurves![2];
        await report.Choose("#explorer select", curve.Label);

        await report.Move("#explorer input[name=threshold]", step);

        int tp = curve.TruePositives[step],
            fp = curve.FalsePositives[step],
            fn = curve.Positives - tp,
            tn = curve.Negatives - fp;
        string[] expected =
        [
            Share(tp, tp + fp),
            Share(tp, tp + fn),
            2 * tp + fp + fn == 0 ? "–" : Figures.Number(2.0 * tp / (2 * tp + fp + fn)),
            $"{tp}",
            $"{fp}",
            $"{fn}",
            $"{tn}",
        ];
        Assert.Equal(expected, await report.Texts("#explorer dd"));
        Assert.Equal(Figures.Number(step / 100.0, 2), await report.Text("#explorer output"));

        static string Share(int part, int whole) => whole == 0 ? "–" : Figures.Percent((double)part / whole);
    }

    [Fact]
    public async Task Slider_ArrowKeysThenReset_MoveAndComeBack()
    {
        await using var report = await OpenReport.From(chromium, "prints");
        var slider = await report.Only("#explorer input[name=threshold]");
        int own = await Value();

        await slider.PressAsync("ArrowLeft");
        Assert.Equal(own - 1, await Value());

        Assert.Equal(Figures.Number((own - 1) / 100.0, 2), await report.Text("#explorer output"));

        await (await report.Only("#explorer button[name=reset]")).PressAsync("Enter");
        Assert.Equal("0.614, the model's own", await report.Text("#explorer output"));
        Assert.Equal(own, await Value());

        Task<int> Value() => slider.EvaluateFunctionAsync<int>("x => x.valueAsNumber");
    }

    [Fact]
    public async Task ConfusionCell_ClickedTwice_OpensAndClosesItsImages()
    {
        await using var report = await OpenReport.From(chromium, "prints");
        var cell = await report.First("#confusion button.cell");
        var panel = await report.Only("#" + await Attribute("aria-controls"));
        Assert.False(await panel.IsVisibleAsync());

        await cell.ClickAsync();
        Assert.True(await panel.IsVisibleAsync());
        Assert.Equal("true", await Attribute("aria-expanded"));
        Assert.True(
            await panel.EvaluateFunctionAsync<bool>(
                "async x => { const image = x.querySelector('img'); await image.decode(); return image.naturalWidth > 0; }"
            )
        );

        await cell.PressAsync("Enter");
        Assert.False(await panel.IsVisibleAsync());

        Task<string> Attribute(string name) =>
            cell.EvaluateFunctionAsync<string>("(x, name) => x.getAttribute(name)", name);
    }

    [Fact]
    public async Task ConfusionChoice_Rates_HidesCounts()
    {
        await using var report = await OpenReport.From(chromium, "prints");

        await (await report.WithText("shares of the true class")).ClickAsync();

        Assert.Equal(0, await report.CountVisible("#confusion .count"));
        Assert.Equal(4, await report.CountVisible("#confusion .rate"));
    }

    [Fact]
    public async Task Picture_Opened_ShowsProbabilitiesAndNeighboursAndGivesFocusBack()
    {
        await using var report = await OpenReport.From(chromium, "prints");
        var picture = await report.First(".gallery.judged .picture");

        await picture.PressAsync("Enter");
        Assert.Equal(2, await report.CountVisible("#viewer table"));
        Assert.Equal(5, await report.CountVisible("#viewer .strip figure"));
        string first = await Shown();

        await report.Page.Keyboard.PressAsync("ArrowRight");
        Assert.NotEqual(first, await Shown());
        await report.Page.Keyboard.PressAsync("ArrowLeft");
        Assert.Equal(first, await Shown());

        await report.Page.Keyboard.PressAsync("Escape");
        Assert.False(await (await report.Only("#viewer")).IsVisibleAsync());
        Assert.True(await picture.EvaluateFunctionAsync<bool>("x => document.activeElement === x"));

        async Task<string> Shown() => (await report.Texts("#viewer > .content .file"))[0];
    }

    [Theory]
    [InlineData("prints")]
    [InlineData("aquarium")]
    public async Task Picture_OpenedOnAPhone_FitsItsWidth(string name)
    {
        await using var report = await OpenReport.From(chromium, name, 390);
        await report.Unfold();

        await (await report.First(".gallery.judged .picture")).PressAsync("Enter");

        int[] widths = await report.All<int[]>("#viewer", "([x]) => [x.scrollWidth, x.clientWidth]");
        Assert.True(widths[0] <= widths[1], $"{widths[0]} pixels in a dialog of {widths[1]}");
    }

    [Fact]
    public async Task Galleries_FilteredByVerdict_ShowWhatFitsAndSayHowMany()
    {
        await using var report = await OpenReport.From(chromium, "prints");
        string[] choices = await report.Texts("#images .filter select[name=verdict] option"),
            known =
                await report.All<string[]>(
                    "#images figure[data-names]",
                    "all => all.map(x => x.dataset.verdict || 'any')"
                );
        Assert.Equal(known.Append("any").Distinct().Order(), choices.Order());

        await (await report.Only("#images .filter select[name=verdict]")).SelectAsync("Rejected");

        string[] verdicts = await report.AllVisible<string[]>(
            "#images .filtered .shot",
            "all => all.map(x => x.dataset.verdict)"
        );
        Assert.NotEmpty(verdicts);
        Assert.All(verdicts, x => Assert.Equal("Rejected", x));
        Assert.StartsWith(
            $"{verdicts.Length} of ",
            await report.Text("#images .filter output"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Audit_FilteredByText_ShowsWhatFits()
    {
        await using var report = await OpenReport.From(chromium, "prints");
        string file = (await report.Texts("#data .suspects .file"))[0];

        await (await report.Only("#data .filter input[name=text]")).TypeAsync(file);

        string[] left = await report.AllVisible<string[]>(
            "#data .suspects .file",
            "all => all.map(x => x.textContent)"
        );
        Assert.EndsWith(file, Assert.Single(left), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Confusion_FilteredByClass_ShowsItsRow()
    {
        await using var report = await OpenReport.From(chromium, "prints");

        await (await report.Only("#classes .filter select[name=name]")).SelectAsync("coat");

        Assert.Equal(
            ["coat"],
            await report.AllVisible<string[]>("#confusion tbody th", "all => all.map(x => x.textContent)")
        );
        // Pictures are left out, and what was counted stays.
        Assert.EndsWith(
            "; counts are of all images",
            await report.Text("#classes .filter output"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Sections_OnAPhone_BeginFoldedAndDrawTheirChartsWhenOpened()
    {
        await using var report = await OpenReport.From(chromium, "prints", 360);
        Assert.Equal(1, await report.CountVisible("main > section > .body"));

        await (await report.Only("#calibration .unfold")).ClickAsync();

        Assert.Equal(
            ["true"],
            await report.All<string[]>("#calibration .unfold", "all => all.map(x => x.getAttribute('aria-expanded'))")
        );
        double width = await report.All<double>(
            "#calibration .chart svg",
            "all => all[0].getBoundingClientRect().width"
        );
        Assert.InRange(width, 200, 360);
    }

    [Fact]
    public async Task Map_Walked_ShowsTheImageAtEachStep()
    {
        await using var report = await OpenReport.From(chromium, "prints");
        var point = Reports.Named("prints").EmbeddingMap!.Points[9];

        await report.Move("#map-explorer input[name=walk]", 9);

        Assert.Equal(point.File, await report.Text("#map-explorer .file"));
        Assert.Equal(1, await report.Count("#map-explorer .shown img"));
    }

    [Fact]
    public async Task Map_AnotherProjection_IsDrawnAndExplained()
    {
        await using var report = await OpenReport.From(chromium, "prints");
        string before = await Drawn();

        await (await report.Only("#map-explorer select[name=projection]")).SelectAsync("1");

        Assert.NotEqual(before, await Drawn());
        Assert.Equal("t-SNE of 240 images.", await report.Text("#map-explorer .about"));

        Task<string> Drawn() => report.All<string>("#map-explorer .chart", "all => all[0].innerHTML");
    }

    [Fact]
    public async Task Losses_ArticlesLogits_GiveTheArticlesFigures()
    {
        await using var report = await OpenReport.From(chromium, "prints");
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
        await using var report = await OpenReport.From(chromium, "prints");
        var add = await report.WithText("Add 1 to all");
        await (await report.WithText("One fits")).ClickAsync();
        string[] soft = await report.Texts("#losses-panel tbody td.softmax"),
            own = await report.Texts("#losses-panel tbody td.labels");

        int steps = 0;
        for (; await add.EvaluateFunctionAsync<bool>("x => !x.disabled") && steps < 10; steps++)
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
