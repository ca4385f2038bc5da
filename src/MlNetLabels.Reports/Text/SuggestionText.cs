using MlNetLabels.Suggesting;

namespace MlNetLabels.Reports.Text;

/// <summary>Suggestions as plain text, and the sentences that their page shows, too.</summary>
internal static class SuggestionText
{
    private const int MostRows = 20;

    public static void Write(SuggestionReport report, TextWriter output)
    {
        foreach (string off in report.SwitchedOff)
            output.Write($"!! {TextTable.Safe(off)}\n");
        foreach (var image in report.Images.Take(MostRows))
            output.Write(TextTable.Safe($"  {image.File}: {Reason(image)}") + "\n");
        if (report.Images.Count > MostRows)
            output.Write($"  and {Figures.Count(report.Images.Count - MostRows)} more\n");
        output.Write('\n');
        foreach (string line in Lines(report))
            output.Write(TextTable.Safe(line) + "\n");
    }

    /// <summary>Why an image is asked for.</summary>
    public static string Reason(SuggestedImage image) =>
        image.Reason switch
        {
            SuggestionReason.Unsure =>
                $"the answer changes in {Figures.Percent(image.Score)} of trials without some features",
            SuggestionReason.Typical => image.StandsFor == 1
                ? "unlike the others"
                : $"typical of {Figures.Count(image.StandsFor)} images",
            _ =>
                $"perhaps a new class: one of {Figures.Count(image.StandsFor)} similar images that the model does not know",
        };

    /// <summary>What is to be known of all of them.</summary>
    public static IEnumerable<string> Lines(SuggestionReport report)
    {
        yield return $"{Figures.Plural(report.Images.Count, "image")} to label, of {Figures.Count(report.PoolImages)}. "
            + report.Why;
        if (report.Labelled > 0)
            yield return $"{Figures.Plural(report.Labelled, "image")} of the pool {Have(report.Labelled)} a label already.";
        if (report.Repeated > 0)
            yield return $"{Figures.Plural(report.Repeated, "image")} of the pool {(report.Repeated == 1 ? "is" : "are")} "
                + "equal to another one.";
        if (report.Rejected > 0)
            yield return $"{Figures.Plural(report.Rejected, "image")} of the pool {(report.Rejected == 1 ? "is" : "are")} of "
                + "another kind to the model, or perhaps of a new class; "
                + $"{Figures.Plural(report.Images.Count(x => x.Reason == SuggestionReason.NewClass), "group")} of similar "
                + "ones found among them.";
        if (report.CheckAgain.Count > 0)
            yield return $"{Figures.Plural(report.CheckAgain.Count, "label")} of the labelled images "
                + $"{(report.CheckAgain.Count == 1 ? "is" : "are")} worth checking again.";
        foreach (string note in report.Notes)
            yield return note;
        if (report.Skipped.Count > 0)
            yield return $"{Figures.Plural(report.Skipped.Count, "file")} could not be used.";
    }

    private static string Have(int count) => count == 1 ? "has" : "have";
}
