using System.Text.RegularExpressions;

namespace MlNetLabels.Reports.Browser.Tests;

/// <summary>What holds for every report: it opens in silence, is whole, and fits the screen.</summary>
public sealed class PageTests(Chromium chromium)
{
    [Theory, MemberData(nameof(Reports.Names), MemberType = typeof(Reports))]
    public async Task Open_EachReport_ComplainsOfNothingAndAsksForNothing(string name)
    {
        await using var report = await OpenReport.From(chromium, name);

        Assert.Empty(await report.Complaints());
        Assert.Empty(await report.Requests());
    }

    [Fact]
    public async Task Open_PageThatMisbehaves_IsHeard()
    {
        await using var report = await OpenReport.From(chromium, "bare");

        await report.Page.EvaluateFunctionAsync(
            """
            () => {
                console.error('an error');
                setTimeout(() => { throw new Error('an exception'); });
                setTimeout(() => alert('a dialog'));
                document.body.append(Object.assign(new Image(), { src: 'https://example.org/picture.png' }));
                fetch('file:///etc/hostname').catch(() => {});
                return new Promise(then => setTimeout(then));
            }
            """
        );

        string complaints = string.Join('\n', await report.Complaints());
        Assert.All(
            ["an error", "an exception", "dialog: a dialog", "example.org", "Content Security Policy"],
            expected => Assert.Contains(expected, complaints, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("prints", "verdict heads out-of-domain classes labels calibration images map data made losses")]
    [InlineData("aquarium", "verdict heads out-of-domain labels calibration images map data made losses")]
    [InlineData("bare", "verdict heads classes data made losses")]
    public async Task Open_Report_HasExactlyTheSectionsThatItHasFactsFor(string name, string expected)
    {
        await using var report = await OpenReport.From(chromium, name);

        string[] shown = await report.AllVisible<string[]>("main > section", "all => all.map(x => x.id)");
        string[] menu = await report.All<string[]>("nav a", "all => all.map(x => x.hash.slice(1))");

        Assert.Equal(expected.Split(' '), shown);
        Assert.Equal(shown, menu);
    }

    [Theory, MemberData(nameof(Reports.Names), MemberType = typeof(Reports))]
    public async Task Open_EachReport_DrawsEveryChart(string name)
    {
        await using var report = await OpenReport.From(chromium, name);

        // A chart without marks has axes and legend alone: few paths, and none filled or stroked in a head's colour.
        string[] empty = await report.AllVisible<string[]>(
            ".chart",
            "all => all.filter(x => x.querySelectorAll('svg path').length < 3).map(x => x.className)"
        );

        Assert.Empty(empty);
        Assert.True(await report.CountVisible(".chart svg") > 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public async Task Legend_OfManyRows_EndsAboveThePlot(int lines)
    {
        await using var report = await OpenReport.From(chromium, "prints", 360);
        await report.Unfold();

        double gap = await report.Page.EvaluateFunctionAsync<double>(
            """
            lines => {
                const place = document.querySelector('.chart.roc');
                const series = Array.from({ length: lines }, (_, i) => charts.line(`a score's long name ${i}`, [[0, 0], [1, 1]], 'red'));
                charts.draw(place, width => charts.base({
                    ...charts.legendAbove(series, width), xAxis: charts.axis(''), yAxis: charts.shareAxis(''), series,
                }));
                const texts = [...place.querySelectorAll('text')], box = x => x.getBoundingClientRect();
                const keys = texts.filter(x => x.textContent.includes('name'));
                return box(texts.find(x => x.textContent === '100%')).top - Math.max(...keys.map(x => box(x).bottom));
            }
            """,
            lines
        );

        Assert.InRange(gap, 0, 40);
    }

    [Trait("Speed", "Slow")]
    [Theory, MemberData(nameof(Reports.Names), MemberType = typeof(Reports))]
    public async Task Resize_NarrowToWide_NeverScrollsSideways(string name)
    {
        await using var report = await OpenReport.From(chromium, name, 360);
        Assert.Empty(await BeyondTheRight(report));
        await report.Unfold();
        Assert.Empty(await BeyondTheRight(report));
        foreach (int width in new[] { 768, 1600 })
        {
            await report.Page.SetViewportAsync(Chromium.Viewport(width));
            Assert.Empty(await BeyondTheRight(report));
        }
    }

    [Fact]
    public async Task Scroll_TableWiderThanThePhone_KeepsRowNamesInSightAndSaysWhereItEnds()
    {
        await using var report = await OpenReport.From(chromium, "prints", 360);
        await report.Unfold();
        var box = await report.First("#out-of-domain > .body > .scroll");
        double[] start = await Edges();
        Assert.Matches("\\bmore\\b", await Classes());

        await box.EvaluateFunctionAsync(
            "async x => { const done = new Promise(then => x.addEventListener('scroll', then, { once: true })); "
                + "x.scrollLeft = x.scrollWidth; await done; }"
        );

        double[] end = await Edges();
        Assert.DoesNotMatch("\\bmore\\b", await Classes());
        Assert.Equal(start[0], end[0]);
        Assert.True(end[1] < start[1], "the table was not wider than the phone");

        Task<string> Classes() => box.EvaluateFunctionAsync<string>("x => x.className");

        Task<double[]> Edges() =>
            box.EvaluateFunctionAsync<double[]>(
                "x => ['tbody th', 'tbody td'].map(y => x.querySelector(y).getBoundingClientRect().left)"
            );
    }

    [Trait("Speed", "Slow")]
    [Theory]
    [InlineData("prints")]
    [InlineData("aquarium")]
    [InlineData("hostile")]
    public async Task Open_LightAndDarkNarrowAndWide_LeavesScreenshots(string name)
    {
        foreach (var scheme in new[] { Chromium.Light, Chromium.Dark })
        foreach (int width in new[] { 360, 1600 })
        {
            await using var report = await OpenReport.From(chromium, name, width, scheme);
            await report.Unfold();
            await report.Screenshot($"{name}-{scheme}-{width}");
            string paper = await report.Page.EvaluateFunctionAsync<string>(
                "() => getComputedStyle(document.body).backgroundColor"
            );
            int brightness = Regex
                .Matches(paper, "\\d+")
                .Sum(x => int.Parse(x.Value, System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(scheme == Chromium.Light, brightness > 3 * 128);
        }
    }

    [Fact]
    public async Task Open_HostileNames_AreReadableText()
    {
        await using var report = await OpenReport.From(chromium, "hostile");

        Assert.Equal(SampleReports.Hostile, await report.Text("h1"));
        Assert.Equal(SampleReports.Hostile, await report.Page.GetTitleAsync());
        Assert.Equal(0, await report.Count("img[onerror], [onmouseover]"));
        Assert.Contains(SampleReports.Hostile, await report.Texts("#confusion tbody th"));
    }

    [Fact]
    public async Task Open_HostileNames_CannotRunAnything()
    {
        await using var report = await OpenReport.From(chromium, "hostile");
        // Everything that reacts is made to react.
        foreach (var cell in await report.Page.QuerySelectorAllAsync("button.cell"))
            await cell.ClickAsync();
        await report.Choose("#explorer select", await report.All<string>("#explorer select", "all => all[0][0].label"));
        await report.Move("#map-explorer input[name=walk]", 3);
        await (await report.First(".gallery .picture")).ClickAsync();

        Assert.Empty(await report.Complaints());
        Assert.Empty(await report.Requests());
    }

    // What lies in a box that scrolls on its own may be wider; the page may not.
    private static Task<string[]> BeyondTheRight(OpenReport report) =>
        report.Page.EvaluateFunctionAsync<string[]>(
            """
            () => {
                const width = document.documentElement.scrollWidth;
                if (width <= innerWidth) return [];
                const beyond = [...document.querySelectorAll('body *')]
                    .filter(x => x.getBoundingClientRect().right > innerWidth + 1 && !x.closest('.scroll, nav ul'));
                return [`${width} of ${innerWidth}`, ...beyond.map(x => `${x.tagName}.${x.getAttribute('class')}`)];
            }
            """
        );
}
