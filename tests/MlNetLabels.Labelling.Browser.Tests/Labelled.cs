using MlNetLabels.AspNetCore.Browser.Tests;

namespace MlNetLabels.Labelling.Browser.Tests;

/// <summary>A folder of small pictures with the page open on it.</summary>
internal sealed class Labelled : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LabellingPage Page { get; private set; } = null!;

    public string Folder => _folder.Path;

    public string Text(string name) => File.ReadAllText(_folder.File(name));

    public static async Task<Labelled> StartAsync(
        int images,
        Func<LabellingOptions, LabellingOptions>? with = null,
        params string[] classes
    )
    {
        var labelled = new Labelled();
        for (int i = 0; i < images; i++)
            labelled._folder.Write($"{i:0000}.png", ColourBundles.Picture(i, isRed: i % 2 == 0));
        var options = new LabellingOptions
        {
            Data = labelled._folder.Path,
            Classes = classes,
            Who = "ann",
        };
        labelled.Page = await LabellingPage.StartAsync(with?.Invoke(options) ?? options);
        return labelled;
    }

    public async ValueTask DisposeAsync()
    {
        await Page.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>What a person does with the page.</summary>
internal static class Hands
{
    /// <summary>Waits until a picture is on the screen and an answer would count.</summary>
    public static Task SeenAsync(this OpenPage page) =>
        page.Page.WaitForFunctionAsync(
            "() => document.body.dataset.busy === 'false' && document.getElementById('file').textContent "
                + "&& (!document.getElementById('picture').classList.contains('waiting') || !document.getElementById('unreadable').hidden "
                + "|| !document.getElementById('empty').hidden)"
        );

    /// <summary>Presses a key, and waits until what it asked for is done.</summary>
    public static async Task PressAsync(this OpenPage page, params string[] keys)
    {
        foreach (string key in keys)
        {
            await page.SeenAsync();
            await page.Page.Keyboard.PressAsync(key);
            await page.SeenAsync();
        }
    }
}
