namespace MlNetLabels.Eng.PackDrawings;

/// <summary>Who made a style and under which terms, for the notices; the npm packages do not say all of it.</summary>
/// <param name="Style">One of <see cref="EmojiStyle.Names"/>.</param>
/// <param name="Title">The name that its makers give it.</param>
/// <param name="Copyright">Their own line.</param>
/// <param name="Source">Where the drawings come from.</param>
/// <param name="Licence">The SPDX name of the licence agreed to.</param>
/// <param name="Terms">Where the licence's text is.</param>
internal sealed record StyleNotice(
    string Style,
    string Title,
    string Copyright,
    string Source,
    string Licence,
    string Terms
)
{
    private const string Below = "whose text is below";

    private static readonly StyleNotice[] All =
    [
        new(
            "noto",
            "Noto Emoji",
            "Copyright Google LLC",
            "https://github.com/googlefonts/noto-emoji",
            "Apache-2.0",
            Below
        ),
        new(
            "twemoji",
            "Twemoji",
            "Copyright Twitter, Inc and other contributors",
            "https://github.com/jdecked/twemoji",
            "CC-BY-4.0",
            "https://creativecommons.org/licenses/by/4.0/"
        ),
        new(
            "openmoji",
            "OpenMoji",
            "All emojis designed by OpenMoji, the open-source emoji and icon project",
            "https://openmoji.org, https://github.com/hfg-gmuend/openmoji",
            "CC-BY-SA-4.0",
            "https://creativecommons.org/licenses/by-sa/4.0/"
        ),
        new(
            "fluent-emoji-flat",
            "Fluent Emoji",
            "Copyright (c) Microsoft Corporation",
            "https://github.com/microsoft/fluentui-emoji",
            "MIT",
            Below
        ),
    ];

    /// <exception cref="InvalidDataException">The style came under another licence than was agreed to.</exception>
    public static StyleNotice Of(EmojiStyle style)
    {
        var notice = All.Single(notice => notice.Style == style.Name);
        return notice.Licence == style.Licence
            ? notice
            : throw new InvalidDataException(
                $"{style.Package} {style.Version} is under {style.Licence}, not {notice.Licence}: check its terms, then "
                    + $"correct {nameof(StyleNotice)}"
            );
    }
}
