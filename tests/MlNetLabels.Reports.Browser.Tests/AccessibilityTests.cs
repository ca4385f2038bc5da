using PuppeteerSharp;

namespace MlNetLabels.Reports.Browser.Tests;

/// <summary>Whether those who do not see it, or use no mouse, can read it.</summary>
public sealed class AccessibilityTests(Chromium chromium)
{
    [Theory]
    [InlineData("prints", Chromium.Light)]
    [InlineData("prints", Chromium.Dark)]
    [InlineData("aquarium", Chromium.Light)]
    [InlineData("bare", Chromium.Dark)]
    public async Task Axe_Report_FindsNothing(string name, string scheme)
    {
        // The page's own policy would keep axe out.
        await using var report = await OpenReport.From(chromium, name, scheme: scheme, bypassPolicy: true);
        await report.Page.AddScriptTagAsync(
            new AddTagOptions { Path = Path.Combine(AppContext.BaseDirectory, "axe.min.js") }
        );

        string[] found = await report.Page.EvaluateFunctionAsync<string[]>(
            "async () => (await axe.run()).violations.map(x => `${x.id}: ${x.nodes.slice(0, 3).map(n => "
                + "n.html.slice(0, 160)).join(' | ')}`)"
        );

        Assert.Empty(found);
    }

    [Theory]
    [InlineData("prints")]
    [InlineData("aquarium")]
    public async Task Tab_FromTheTop_ReachesEverythingThatCanBeUsed(string name)
    {
        await using var report = await OpenReport.From(chromium, name);
        const string Key =
            "x => `${x.tagName}#${x.id} ${x.getAttribute('name') ?? ''} ${(x.getAttribute('aria-label') ?? "
            + "x.textContent ?? '').trim().slice(0, 60)}`";
        // Of radio buttons, Tab reaches the one that is chosen.
        string[] usable = await report.AllVisible<string[]>(
            "a[href], button, select, input, summary, .scroll",
            $"all => all.filter(x => x.type !== 'radio' || x.checked).map({Key})"
        );
        await report.Page.EvaluateFunctionAsync(
            $"() => {{ window.reached = []; addEventListener('focusin', event => reached.push(({Key})(event.target))); }}"
        );

        for (int i = 0; i < usable.Length; i++)
            await report.Page.Keyboard.PressAsync("Tab");

        Assert.Equal(usable, await report.Page.EvaluateFunctionAsync<string[]>("() => reached"));
    }
}
