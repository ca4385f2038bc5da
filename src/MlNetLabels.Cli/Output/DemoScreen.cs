using MlNetLabels.Data;
using MlNetLabels.Reports;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Output;

/// <summary>What the demo says before it works, and the one screen with what it found.</summary>
internal static class DemoScreen
{
    public static void Announce(string? own) =>
        StandardError.WriteLine(
            own is null
                ? "The whole job on built-in drawings, mostly within a minute: draw (once, kept in the cache folder), embed, train, "
                    + "judge, report; first for several labels on each drawing, then for one of two classes, whose report is shown."
                : $"The whole job on {own}: embed, train, judge, report."
        );

    public static void Print(
        IReadOnlyList<EvaluateResult> results,
        string? own,
        IReadOnlyList<string> classes,
        bool verbose,
        int heldBack
    )
    {
        var last = results[^1];
        if (verbose)
            foreach (var result in results)
                TextReportWriter.Write(result.Report, Console.Out);
        else
            TextReportWriter.WriteShort(last.Report, Console.Out);
        Console.Out.WriteLine();
        Console.Out.WriteLine($"Report: {last.HtmlFile}");
        foreach (var other in results.SkipLast(1))
        {
            Console.Out.WriteLine($"Report on several labels per drawing: {other.HtmlFile}");
            Console.Out.Write(WrappedText.Of(other.Report.Summary.Headline));
        }
        Console.Out.WriteLine(heldBack > 0 ? $"Try next ({heldBack} notes on the data: --verbose):" : "Try next:");
        Console.Out.WriteLine($"  mlnet-labels predict --model {last.ModelFile} IMAGE...");
        Console.Out.WriteLine(
            own is null
                ? "  mlnet-labels demo --data YOUR_FOLDER --out-of-domain OTHER_FOLDER"
                : $"  mlnet-labels train --data {own}{Named(classes)} --model my.mlabels"
        );
        Console.Out.WriteLine($"  mlnet-labels report {last.JsonFile} --markdown summary.md");
    }

    private static string Named(IReadOnlyList<string> classes) =>
        classes.Count == 0 ? "" : $" --classes {string.Join(',', classes)}";
}
