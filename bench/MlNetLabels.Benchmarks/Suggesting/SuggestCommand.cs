using System.CommandLine;

namespace MlNetLabels.Benchmarks.Suggesting;

/// <summary>
/// <c>suggest</c>: labels hidden from images that have some, given back for the images that a strategy asks for. The
/// protocol, written before it was first run, stands in docs/suggest.md.
/// </summary>
internal static class SuggestCommand
{
    public static Command Create()
    {
        var embeddings = new Option<DirectoryInfo>("--embeddings")
        {
            Description =
                "Folder of embeddings that embed wrote: prints, flowers, aquarium, drawings-classes, drawings-labels.",
            Required = true,
        };
        var seeds = new Option<int>("--seeds") { Description = "Pools of each set.", DefaultValueFactory = _ => 20 };
        var choose = new Option<bool>("--choose")
        {
            Description = "Choose the default on validation images; the test images are not looked at.",
        };
        var chart = new Option<FileInfo?>("--chart")
        {
            Description = "SVG to draw the curves into, such as docs/suggest.svg.",
        };
        var command = new Command("suggest", "Labels that suggestions save beside labelling at random.")
        {
            embeddings,
            seeds,
            choose,
            chart,
        };
        command.SetAction(parsed =>
        {
            var sets = SuggestSet.Of(parsed.GetValue(embeddings)!.FullName);
            if (parsed.GetValue(choose))
                Choose(sets, parsed.GetValue(seeds));
            else
                Check(sets, parsed.GetValue(seeds), parsed.GetValue(chart));
            return 0;
        });
        return command;
    }

    private static void Choose(IReadOnlyList<SuggestSet> sets, int seeds)
    {
        var figures = new List<SuggestFigure>();
        foreach (var set in sets)
        foreach (var strategy in LabellingStrategy.Candidates)
        foreach (int seed in Enumerable.Range(1, seeds))
            figures.AddRange(LabellingRun.Of(set, set.ForChoice(seed), strategy, seed));
        SuggestTable.WriteChoice(Console.Out, sets, figures);
    }

    private static void Check(IReadOnlyList<SuggestSet> sets, int seeds, FileInfo? chart)
    {
        var figures = new List<SuggestFigure>();
        foreach (var set in sets)
        {
            foreach (var strategy in LabellingStrategy.Compared)
            foreach (int seed in Enumerable.Range(1, seeds))
                figures.AddRange(LabellingRun.Of(set, set.ForCheck(seed), strategy, seed));
            Console.Error.WriteLine(set.Name);
        }
        SuggestTable.WriteCheck(Console.Out, sets, figures);
        if (chart is not null)
            File.WriteAllText(chart.FullName, SuggestChart.Draw(sets, figures));
    }
}
