using System.CommandLine;

namespace MlNetLabels.Benchmarks.Images;

/// <summary>
/// <c>compare-mlnet-images</c>: ML.NET's own image steps and <c>EmbedImages</c> on the same files and network, each in a
/// process of its own, taking turns.
/// </summary>
internal static class CompareImagesCommand
{
    public const string Verb = "compare-mlnet-images";

    private const string Ours = "ours",
        AsItComes = "theirs as it comes",
        Tuned = "theirs, one thread an image";

    public static Command Create()
    {
        var images = new Option<string>("--images") { Description = "Folder of images to time.", Required = true };
        var rounds = new Option<int>("--rounds")
        {
            Description = "Passes of each engine; medians count.",
            DefaultValueFactory = _ => 7,
        };
        var threads = new Option<int>("--threads")
        {
            Description = "Most threads; one thread is timed as well.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var references = new Option<string?>("--references")
        {
            Description = "Folder of reference embeddings: NAME.npy, and NAME.csv whose first column is the file.",
        };
        var data = new Option<string?>("--data") { Description = "Folder of those images: NAME/file." };
        var damaged = new Option<string?>("--damaged")
        {
            Description = "Folder of files whose names begin with x where they are damaged.",
        };
        var serve = new Option<string?>("--serve")
        {
            Description = "Be one of the processes: how the benchmark runs itself.",
            Hidden = true,
        };
        var command = new Command(Verb, "ML.NET's own image steps beside ours: speed, memory, and what comes out.")
        {
            images,
            rounds,
            threads,
            references,
            data,
            damaged,
            serve,
        };
        command.SetAction(parsed =>
        {
            string folder = parsed.GetValue(images)!;
            string[] files = ImageFolder.Files(folder);
            int most = parsed.GetValue(threads);
            if (parsed.GetValue(serve) is { } engine)
            {
                StepsServer.Run(() => Start(engine, most), files);
                return;
            }
            foreach (int used in new[] { 1, most }.Distinct())
            foreach (string other in used == 1 ? [Tuned] : new[] { AsItComes, Tuned })
            {
                using var ours = new StepsProcess(Ours, folder, used);
                using var theirs = new StepsProcess(other, folder, used);
                var turns = StepsTurns.Run(ours, theirs, files.Length, parsed.GetValue(rounds));
                StepsTable.Write(other, used, turns, Console.Out);
            }
            using var our = new StepsProcess(Ours, folder, most);
            using var their = new StepsProcess(Tuned, folder, most);
            if (parsed.GetValue(references) is { } reference && parsed.GetValue(data) is { } root)
                foreach (string set in Directory.EnumerateFiles(reference, "*.npy").Order(StringComparer.Ordinal))
                    ReferenceSet.Compare(set, root, our, their, Console.Out);
            DamagedFiles.Compare(files, parsed.GetValue(damaged), our, their, Console.Out);
        });
        return command;
    }

    private static IImageSteps Start(string engine, int threads) =>
        engine switch
        {
            Ours => new OurImageSteps(threads),
            // ML.NET's cursors keep the cores busy by themselves, and threads within an image wait for one another.
            Tuned => new TheirImageSteps(1),
            _ => new TheirImageSteps(null),
        };
}
