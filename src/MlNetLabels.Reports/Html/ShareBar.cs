namespace MlNetLabels.Reports.Html;

/// <summary>A share as a bar with its figure beside it.</summary>
internal static class ShareBar
{
    /// <param name="head">Whose colour it has.</param>
    /// <param name="share">0 to 1.</param>
    /// <param name="figure">The same as text.</param>
    public static Markup Create(string head, double share, string figure)
    {
        string width = Figures.Number(Math.Clamp(share, 0, 1) * 100, 1);
        return Markup.Format(
            $"""
            <span class="barred"><svg class="bar {head}" viewBox="0 0 100 8" preserveAspectRatio="none"
            aria-hidden="true"><rect width="{width}" height="8"/></svg> <span>{figure}</span></span>
            """
        );
    }
}
