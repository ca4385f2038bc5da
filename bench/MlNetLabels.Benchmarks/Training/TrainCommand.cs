using System.CommandLine;
using MlNetLabels.Backbones;
using MlNetLabels.Benchmarks.Heads;

namespace MlNetLabels.Benchmarks.Training;

/// <summary>
/// <c>train</c>: all that training from stored embeddings does, on more rows than fit into memory twice.
/// </summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var rows = new Option<int>("--rows")
        {
            Description = "Rows of 576 dimensions.",
            DefaultValueFactory = _ => 1_000_000,
        };
        var classes = new Option<int>("--classes") { Description = "Classes.", DefaultValueFactory = _ => 10 };
        var threads = new Option<int>("--threads")
        {
            Description = "Threads to use.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var fromCache = new Option<bool>("--from-cache")
        {
            Description = "From the cache of embeddings, with a file an image, instead of one .npy file.",
        };
        var command = new Command(
            "train",
            "Read embeddings from disk, divide them, fit both heads and the domain check, save the model; with the "
                + "most memory it took. The runtime takes what is there: give it a container of 4 GiB to see what it "
                + "needs."
        )
        {
            rows,
            classes,
            threads,
            fromCache,
        };
        command.SetAction(parsed =>
        {
            var machine = Machine.Describe(parsed.GetValue(threads));
            Console.Out.WriteLine(
                $"{machine.Cpu}, {machine.Cores} cores, {machine.Threads} threads, {machine.VectorBits}-bit vectors; "
                    + $"{machine.System}; {machine.Runtime}"
            );
            string folder = Directory.CreateTempSubdirectory("mlnetlabels-train-").FullName;
            try
            {
                using var backbone = parsed.GetValue(fromCache) ? Backbone.Load("mobilenet-v3-small") : null;
                IEmbeddingStore store = backbone is null
                    ? new NpyStore(folder)
                    : new CacheStore(backbone, folder, parsed.GetValue(threads));
                return new TrainBenchmark(
                    new Mixture(parsed.GetValue(rows), 576, parsed.GetValue(classes)),
                    store,
                    parsed.GetValue(threads),
                    folder
                ).Run(Console.Out)
                    ? 0
                    : 1;
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }
}
