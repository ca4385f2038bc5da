using PuppeteerSharp;
using PuppeteerSharp.Media;

namespace MlNetLabels.Reports.Browser.Tests;

public sealed class PrintTests(Chromium chromium)
{
    // A4 between margins of 10 mm, in pixels of 1/96 inch.
    private const int PaperWidth = 718;

    [Theory]
    [InlineData("prints")]
    [InlineData("aquarium")]
    public async Task Pdf_Report_HoldsTheCharts(string name)
    {
        await using var report = await OpenReport.From(chromium, name, scheme: Chromium.Dark);
        byte[] whole = await report.Page.PdfDataAsync(Paper());
        int charts = await report.Count(".chart svg");

        await report.Page.EvaluateFunctionAsync(
            "() => document.querySelectorAll('.chart svg > *').forEach(x => x.remove())"
        );
        byte[] without = await report.Page.PdfDataAsync(Paper());

        Assert.Equal("%PDF"u8, whole.AsSpan(0, 4));
        // A chart of some lines and letters takes more than this, compressed; an empty frame takes nothing.
        Assert.True(
            whole.Length - without.Length > 500 * charts,
            $"{charts} charts take {whole.Length - without.Length} bytes"
        );

        static PdfOptions Paper() => new() { Format = PaperFormat.A4, PrintBackground = true };
    }

    [Fact]
    public async Task Print_WideScreen_DrawsChartsForThePaperAndBack()
    {
        await using var report = await OpenReport.From(chromium, "prints");
        double[] screen = await Widths();

        await report.Page.EvaluateFunctionAsync("() => dispatchEvent(new Event('beforeprint'))");
        double[] paper = await Widths();
        await report.Page.EvaluateFunctionAsync("() => dispatchEvent(new Event('afterprint'))");

        // Half of the paper's width at most: letters are then printed at their own size or larger.
        Assert.All(paper, width => Assert.InRange(width, 1, PaperWidth / 2));
        Assert.All(screen, width => Assert.True(width > PaperWidth / 2, $"{width} is no wider than on paper"));
        Assert.Equal(screen, await Widths());

        Task<double[]> Widths() =>
            report.All<double[]>(
                ".charts .chart.roc svg, .charts .chart.reliability svg",
                "all => all.map(x => x.viewBox.baseVal.width)"
            );
    }

    [Theory]
    [InlineData("prints")]
    [InlineData("aquarium")]
    [InlineData("hostile")]
    public async Task Print_Report_CutsNothingOffAtTheRight(string name)
    {
        await using var report = await OpenReport.From(chromium, name, PaperWidth);
        await report.Page.EmulateMediaTypeAsync(MediaType.Print);

        string[] cut = await report.Page.EvaluateFunctionAsync<string[]>(
            "() => [...document.querySelectorAll('main .chart svg, main figure, main h2, main p, main "
                + ".card')].filter(x => x.getBoundingClientRect().right > innerWidth + 1).map(x => x.outerHTML.slice(0, "
                + "120))"
        );

        Assert.Empty(cut);
    }
}
