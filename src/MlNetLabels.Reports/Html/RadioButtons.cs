namespace MlNetLabels.Reports.Html;

/// <summary>
/// Radio buttons that say which reading of a table is shown; hidden, and all readings shown, where no script runs.
/// </summary>
internal static class RadioButtons
{
    /// <param name="target">Id of the element whose <c>data-show</c> follows the choice.</param>
    /// <param name="legend">What is chosen.</param>
    /// <param name="options">Values and their names; the first is chosen.</param>
    public static Markup Create(string target, string legend, params (string Value, string Name)[] options) =>
        Markup.Format(
            $"""
            <fieldset class="choice" data-for="{target}" hidden>
            <legend>{legend}</legend>{options.Select((x, i) => Button(target, x, isChosen: i == 0))}</fieldset>

            """
        );

    private static Markup Button(string target, (string Value, string Name) option, bool isChosen) =>
        Markup.Format(
            $"""
            <label><input type="radio" name="{target}-shown" value="{option.Value}"{Checked(
                isChosen
            )}>{option.Name}</label>
            """
        );

    private static Markup Checked(bool isChosen) => isChosen ? Markup.Format($" checked") : Markup.Empty;
}
