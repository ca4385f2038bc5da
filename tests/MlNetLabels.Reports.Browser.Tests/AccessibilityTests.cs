using System.Text.Json;

namespace MlNetLabels.Reports.Browser.Tests;

/// <summary>Whether those who do not see it, or use no mouse, can read it.</summary>
public sealed class AccessibilityTests(Chromium chromium)
{
    [Theory]
    [InlineData("prints", Microsoft.Playwright.ColorScheme.Light)]
    [InlineData("prints", Microsoft.Playwright.ColorScheme.Dark)]
    [InlineData("aquarium", Microsoft.Playwright.ColorScheme.Light)]
    [InlineData("bare", Microsoft.Playwright.ColorScheme.Dark)]
    public async Task Axe_Report_FindsNothing(string name, Microsoft.Playwright.ColorScheme scheme)
    {
        // The page's own policy would keep axe out.
        await using var report = await chromium.Open(name, scheme: scheme, bypassPolicy: true);
        await report.Page.AddScriptTagAsync(new() { Path = Path.Combine(AppContext.BaseDirectory, "axe.min.js") });

        var result = await report.Page.EvaluateAsync<JsonElement>(
            "async () => (await axe.run()).violations.map(x => `${x.id}: ${x.nodes.slice(0, 3).map(n => "
                + "n.html.slice(0, 160)).join(' | ')}`)"
        );

        Assert.Empty(result.EnumerateArray().Select(x => x.GetString()));
    }

    [Theory]
    [InlineData("prints")]
    [InlineData("aquarium")]
    public async Task Tab_FromTheTop_ReachesEverythingThatCanBeUsed(string name)
    {
        await using var report = await chromium.Open(name);
        const string Key =
            "x => `${x.tagName}#${x.id} ${x.getAttribute('name') ?? ''} ${(x.getAttribute('aria-label') ?? "
            + "x.textContent ?? '').trim().slice(0, 60)}`";
        // Of radio buttons, Tab reaches the one that is chosen.
        string[] usable = await report
            .Page.Locator(
                "a[href]:visible, button:visible, select:visible, input:visible, summary:visible, .scroll:visible"
            )
            .EvaluateAllAsync<string[]>($"all => all.filter(x => x.type !== 'radio' || x.checked).map({Key})");
        await report.Page.EvaluateAsync(
            $"() => {{ window.reached = []; addEventListener('focusin', event => reached.push(({Key})(event.target))); }}"
        );

        for (int i = 0; i < usable.Length; i++)
            await report.Page.Keyboard.PressAsync("Tab");

        Assert.Equal(usable, await report.Page.EvaluateAsync<string[]>("() => reached"));
    }
}
