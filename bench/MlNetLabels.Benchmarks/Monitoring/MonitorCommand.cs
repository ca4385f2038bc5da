using System.CommandLine;

namespace MlNetLabels.Benchmarks.Monitoring;

/// <summary>
/// <c>monitor</c>: how often windows of predictions alarm where nothing changed, and where strangers come. The protocol,
/// written before it was first run: a window is 80 images of prints (buildings and coats) or flowers, 200 of the
/// aquarium, drawn at random; a model is trained on the rest as by default, anew for each window. An alarm is one of three
/// tests at most 1 % after Holm's correction: rejected share, classifier, discrepancy. Without a change that is kept
/// where the exact 95 % interval of the share of windows that alarm reaches down to 1 %. For the changes, 0 to 100 % of
/// the images of a window become prints of people, or the aquarium's. With <c>--coverage</c>, how often true figures lie in
/// the intervals of expected ones: docs/monitoring.md has that protocol.
/// </summary>
/// <remarks>
/// The sets are small, so that windows share images and models share training images: alarms of different windows are not
/// independent, and intervals somewhat too narrow. Windows of a random division stand for a service whose images come as
/// the training images did; images that come in series do not.
/// </remarks>
internal static class MonitorCommand
{
    private const int CostRepeats = 10;

    private static readonly double[] s_shares = [0, 0.05, 0.1, 0.2, 0.35, 0.5, 1];

    public static Command Create()
    {
        var embeddings = new Option<DirectoryInfo>("--embeddings")
        {
            Description = "Folder of embeddings that embed wrote: prints, flowers and aquarium.",
            Required = true,
        };
        var windows = new Option<int>("--windows")
        {
            Description = "Windows without a change, of each set.",
            DefaultValueFactory = _ => 200,
        };
        var changes = new Option<int>("--changes")
        {
            Description = "Windows of each share of strangers.",
            DefaultValueFactory = _ => 20,
        };
        var coverage = new Option<int>("--coverage")
        {
            Description =
                "Only this many windows of each set, the drawings among them, for the intervals of expected figures.",
        };
        var only = new Option<string?>("--set") { Description = "With --coverage: one set alone, such as drawings." };
        var command = new Command("monitor", "False alarms and findings of monitoring.")
        {
            embeddings,
            windows,
            changes,
            coverage,
            only,
        };
        command.SetAction(parsed =>
        {
            string folder = parsed.GetValue(embeddings)!.FullName;
            if (parsed.GetValue(coverage) is > 0 and int count)
            {
                foreach (var set in MonitorSet.Of(folder).Append(MonitorSet.Drawings(folder)))
                    if (parsed.GetValue(only) is not { } name || name == set.Name)
                        EstimateCoverage.Write(Console.Out, set, count);
                return 0;
            }
            var cost = MonitorCost.Measure(CostRepeats);
            Console.Out.WriteLine(
                FormattableString.Invariant(
                    $"200 images beside 1,000 of training, 576 dimensions, least of {CostRepeats}: {cost.Add * 1e6:f1} us an answer, "
                ) + FormattableString.Invariant($"{cost.Examine * 1e3:f0} ms and {cost.Bytes / 1e6:f0} MB a window")
            );
            foreach (var set in MonitorSet.Of(folder))
                Run(set, parsed.GetValue(windows), parsed.GetValue(changes));
            return 0;
        });
        return command;
    }

    private static void Run(MonitorSet set, int windows, int changes)
    {
        List<MonitorFigure> unchanged = [],
            changed = [];
        for (int seed = 1; seed <= windows; seed++)
        {
            var (model, heldOut) = set.Train(seed);
            unchanged.Add(set.Examine(model, heldOut, 0, seed));
            if (seed > changes)
                continue;
            foreach (double share in s_shares)
                changed.Add(set.Examine(model, heldOut, (int)Math.Round(share * heldOut.Length), seed));
        }
        MonitorTable.WriteUnchanged(Console.Out, set, unchanged);
        MonitorTable.WriteChanges(Console.Out, set, changed);
    }
}
