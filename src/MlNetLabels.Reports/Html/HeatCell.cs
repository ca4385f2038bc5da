namespace MlNetLabels.Reports.Html;

/// <summary>Table cells whose shade follows a share.</summary>
internal static class HeatCell
{
    private const int Steps = 10;

    /// <param name="kind">"hit", "miss" or "pair": which tone.</param>
    /// <param name="share">0 to 1; null leaves the cell unshaded.</param>
    /// <param name="content">What stands in it.</param>
    public static Markup Create(string kind, double? share, Markup content) =>
        Markup.Format($"<td class=\"{kind} heat-{(int)Math.Round((share ?? 0) * Steps)}\">{content}</td>");
}
